import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

struct StrataTests {
  /// P(K) = C(4, K) p^K (1-p)^(4-K) at p = .25: 81, 108, 54, 12, 1 of 256.
  @Test func `binary strata are the numbers correct, by the binomial law`() throws {
    let problem = try Problem(Prompt.withPassRate(name: "a", passRate: 0.25))
    let strata = Strata.compositions(problem, groupSize: 4)
    let expected = [1.0, 12, 54, 108, 81].map { $0 / 256 }
    #expect(strata.count == 5)
    for (stratum, value) in zip(strata, expected) {
      #expect(abs(stratum.probability - value) < 1e-14)
      #expect(stratum.parts.reduce(0) { $0 + $1.count } == 4)
    }
  }

  /// Six levels and G = 16: C(21, 5) = 20,349 compositions, so 17 counts of the highest reward.
  @Test func `many compositions are put together`() throws {
    let prompt = try Prompt(
      name: "many", policy: SoftmaxBandit(logits: [0, 0, 0, 0, 0, 0]),
      rewards: [0, 0.1, 0.2, 0.5, 0.7, 1])
    let strata = Strata.compositions(try Problem(prompt), groupSize: 16)
    #expect(strata.count == 17)
    #expect(abs(strata.reduce(0) { $0 + $1.probability } - 1) < 1e-13)
  }

  /// One coordinate and norm(g)^2, E g = 0. Strata of equal probability with standard deviations 1 and
  /// 3: of 1016 groups 16 are kept as minima, 100 go by probability, 900 as 1 to 3.
  @Test func `groups are shared out as Neyman has it`() {
    let strata = [0.5, 0.5].map { Stratum(probability: $0, parts: []) }
    let pilot = [1.0, 3.0].map { deviation in
      var accumulator = MomentAccumulator(dimension: 2)
      for sign in [-1.0, 1] {
        accumulator.add(blockSum: [0, 10 + sign * deviation], count: 1)
      }
      return [accumulator]
    }
    let plan = NeymanAllocation(strata, pilot: pilot, parameterCount: 1)
    let groups = plan.groups(total: 1016, least: 8)
    #expect(abs(groups[0] - (8 + 50 + 225)) <= 1)
    #expect(abs(groups[1] - (8 + 50 + 675)) <= 1)
  }

  @Test func `too few groups for the strata are refused with the number needed`() throws {
    let item = try ReductionCase.passRate(0.3)
    do {
      _ = try item.run(.stratified, groups: 400, seed: 1)
      Issue.record("nothing was thrown")
    } catch let error as AnalysisError {
      // Nine strata of 16 groups, and 32 of the pilot.
      #expect(error.description.contains("432"))
    }
  }
}
