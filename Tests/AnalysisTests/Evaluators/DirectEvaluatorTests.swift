import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// The vector path (one pass for every sigma) and the general path (the estimator itself, completion by
/// completion) see the same draws: their sums agree to rounding.
struct DirectEvaluatorTests {
  @Test(arguments: 0..<40)
  func `both paths find the same`(number: Int) throws {
    var random = RandomStream(seed: 11, stream: UInt64(number))
    let problem = try RandomCase(using: &random)
    let settings = try [problem.setting.with(sigma: 0), problem.setting].flatMap { setting in
      try AdvantageKind.allCases.filter { $0.minimumGroupSize <= setting.groupSize }.map {
        var other = setting
        other.advantage = try AdvantageEstimator(
          $0, ddof: setting.advantage.ddof, stabilizer: setting.advantage.stabilizer)
        return other
      }
    }
    var plan = try Simulation(
      problem.set, settings: settings, contrasts: [Contrast(setting: 1, baseline: 0)],
      sampling: Sampling(groups: 500, seed: 5))
    let fast = try plan.run()[0]
    plan.isGeneral = true
    let slow = try plan.run()[0]
    for (a, b) in zip(fast.settings + fast.contrasts, slow.settings + slow.contrasts) {
      expect(a.expectedGradient, b.expectedGradient)
      expect([a.secondMoment.mean], [b.secondMoment.mean])
      expect(
        [a.largestAdvantage.mean, a.maximumAdvantage],
        [b.largestAdvantage.mean, b.maximumAdvantage])
      #expect(a.silentFraction == b.silentFraction)
    }
    for (a, b) in zip(fast.settings, slow.settings) {
      expect(
        [a.secondMoment.mean, a.variance.mean, a.variance.standardError],
        [b.secondMoment.mean, b.variance.mean, b.variance.standardError])
    }
    #expect(fast.contrasts.allSatisfy { $0.variance.mean.isNaN })
  }

  /// Expanding the square of a sum loses digits where rewards and noise cancel: 1e-9 relative.
  private func expect(_ a: [Double], _ b: [Double]) {
    let scale = b.map { abs($0) }.max() ?? 0
    for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-9 * scale + 1e-12, "\(x) \(y)") }
  }
}
