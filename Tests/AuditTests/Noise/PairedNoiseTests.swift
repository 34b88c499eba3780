import GRPO
import GSL
import Logs
import Testing

@testable import Audit

@Suite struct PairedNoiseTests {
  /// As many of each value.
  private static func fit(_ distinct: [Double], of each: Int = 16) -> NoiseFit? {
    PairedNoise.fit(distinct.flatMap { Array(repeating: $0, count: each) }, distinct)
  }

  @Test func `pairs of one width`() throws {
    let fit = try #require(Self.fit([-0.05, 0.05, 0.95, 1.05]))
    #expect(fit.levels == [0, 1] && abs(fit.sigma - 0.05) < 1e-15)
    #expect(fit.family?.name == "rademacher")
  }

  @Test func `pairs of widths that change`() throws {
    let fit = try #require(Self.fit([-0.1, -0.05, 0.05, 0.1, 0.9, 0.95, 1.05, 1.1]))
    #expect(fit.levels == [0, 1])
    #expect(abs(fit.sigma - 0.00625.squareRoot()) < 1e-12)
  }

  @Test func `graded rewards are no pairs`() {
    #expect(Self.fit([0, 1]) == nil)
    #expect(Self.fit([0, 0.25, 0.5, 0.75]) == nil)
    #expect(Self.fit([0, 0.1, 0.2, 0.8, 0.9, 1]) == nil)
    // Not the same pairs, and halves not equally often.
    #expect(Self.fit([-0.05, 0.05, 0.9, 1.1]) == nil)
    let values = [(-0.05, 10), (0.05, 60), (0.95, 40), (1.05, 40)].flatMap {
      Array(repeating: $0.0, count: $0.1)
    }
    #expect(PairedNoise.fit(values, [-0.05, 0.05, 0.95, 1.05]) == nil)
    #expect(Self.fit([-0.05, 0.05, 0.95, 1.05], of: 8) == nil)
  }

  /// A bonus of ten grades stands in pairs around its middle, all of them in every step: it is no noise. Noise of two
  /// values with one size a step is.
  @Test(arguments: [true, false]) func `grades in one step are no noise`(isGraded: Bool) throws {
    var run = SyntheticRun(
      seed: 7, rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1)))
    var random = RandomStream(seed: 7, stream: 9)
    let steps = try run.make().enumerated().map { number, step in
      var step = step
      step.columns[0] = step.columns[0].enumerated().map { row, reward in
        let size = 0.0005 * Double(isGraded ? 2 * (row % 5) + 1 : 2 * (number % 5) + 1)
        return reward + (random.uniform() < 0.5 ? size : -size)
      }
      step.advantages = nil
      return step
    }
    switch try run.report(steps).reading.noise[0] {
    case .undecided(let reason)?:
      #expect(isGraded && reason.contains("graded rewards"), "\(reason)")
    case .found?: #expect(!isGraded)
    case let other: Issue.record("\(String(describing: other))")
    }
  }
}
