import GRPO
import Testing

@testable import Analysis

/// Traces are known to .5%; the factor G/(G-1) moves them by 13% and more.
struct GroupSizeLawTests {
  static let claim = ClaimCase.named("GroupSizeLaw")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Worked out apart by NumPy, to the last printed digit.
  @Test func `the constants of the five arms`() throws {
    let law = GroupSizeLaw(try ReferencePrompts.fiveArms(), sigma: 0)
    #expect(abs(law.own - 0.127470) < 5.5e-7)
    #expect(abs(law.pair - 0.129632) < 5.5e-7)
    #expect(abs(law.variance(groupSize: 6) - 0.025566) < 5.5e-7)
  }

  /// Two arms, p = 1/2: s = (-1, 1)/2 or (1, -1)/2, so |s|^2 = 1/2, (r - V) s = (-1, 1)/4 always: A = 0.
  /// C = 1/4 * 1/2 + 1/8 = 1/4. For G = 2 g is 0 or (-1, 1)/2, each with probability 1/2: variance 1/8.
  @Test func `two arms by hand`() throws {
    let law = GroupSizeLaw(try ReferencePrompts.twoArms(p: 0.5), sigma: 0)
    #expect(abs(law.own) < 1e-15 && abs(law.pair - 0.25) < 1e-15)
    #expect(abs(law.variance(groupSize: 2) - 0.125) < 1e-15)
  }

  /// All 5^G ordered groups, and 4^G of three reward levels.
  @Test(arguments: [2, 3, 4, 5])
  func `the law is the sum over every group`(size: Int) throws {
    for problem in [try ReferencePrompts.fiveArms(), try ReferencePrompts.gradedArms()] {
      let all = EnumeratedGradient(
        problem, advantage: try AdvantageEstimator(.leaveOneOut), groupSize: size)
      let variance = all.secondMoment - dot(all.expected, all.expected)
      let law = GroupSizeLaw(problem, sigma: 0).variance(groupSize: size)
      #expect(abs(law - variance) < 1e-14, "\(problem.name)")
    }
  }

  /// 1 + sqrt(C/T) is where G T + C/(G-1) is least: neighbours a hundredth off are worse.
  @Test func `the best group size is the least variance`() throws {
    let law = GroupSizeLaw(try ReferencePrompts.fiveArms(), sigma: 0.3)
    let spread = 0.03
    let best = law.bestGroupSize(spread: spread)
    let cost = { (g: Double) in g * spread + law.pair / (g - 1) }
    #expect(cost(best) < cost(best - 0.01) && cost(best) < cost(best + 0.01))
    let quiet = GroupSizeLaw(try ReferencePrompts.fiveArms(), sigma: 0)
    #expect(quiet.bestGroupSize(spread: spread) < best)
  }
}
