import GRPO
import RealModule
import Testing

@testable import Analysis
@testable import Audit

/// What groups of one size make of a completion, against the gradient of bandits with M arms on each level: there
/// rewards explain `kappa = 2 v/(M - 1)` times as much of the scores as they leave.
@Suite struct GroupSizeMomentsTests {
  /// `signal/(noise + pull kappa)` of one prompt.
  private func efficiency(
    _ estimator: AdvantageEstimator, size: Int, sigma: Double, rate: Double, scale: Double
  ) throws -> Double {
    let moments = try GroupSizeMoments(
      estimator, groupSize: size, sigma: sigma, dropsSilent: false
    ).mean(.exact(rate), nodes: 1, noiseScale: scale)
    return moments[GroupSizeMoments.signal] / moments[GroupSizeMoments.total]
  }

  static let estimators: [AdvantageEstimator] = [
    "trl", "grpo", "dr-grpo", "rloo", "nemo-rl", "verl/passk",
  ]
  .map { try! AdvantagePreset(name: $0).estimator }

  @Test(arguments: estimators, [0.1, 0.5])
  func `groups without noise, one by one`(estimator: AdvantageEstimator, rate: Double) throws {
    // 4 arms, all 4^G groups: no code of the library but the advantages.
    let arms = 2
    let probabilities = [(1 - rate) / 2, (1 - rate) / 2, rate / 2, rate / 2]
    for size in [3, 4] {
      var mean = [0.0, 0, 0, 0]
      var square = 0.0
      for group in 0..<Int(Double.pow(4, size)) {
        let drawn = (0..<size).map { group >> (2 * $0) & 3 }
        let probability = drawn.reduce(1.0) { $0 * probabilities[$1] }
        let advantages = estimator.advantages(of: drawn.map { $0 > 1 ? 1 : 0 })
        let gradient = (0..<4).map { arm in
          zip(drawn, advantages).reduce(0) {
            $0 + $1.1 * (($1.0 == arm ? 1 : 0) - probabilities[arm]) / Double(size)
          }
        }
        square += probability * dot(gradient, gradient)
        for arm in 0..<4 { mean[arm] += probability * gradient[arm] }
      }
      let kappa = 2 * rate * (1 - rate) / Double(arms - 1)
      let found = try efficiency(estimator, size: size, sigma: 0, rate: rate, scale: 1 / kappa)
      let expected = dot(mean, mean) / square / Double(size)
      #expect(abs(kappa * found / expected - 1) < 1e-12, "G \(size): \(kappa * found), \(expected)")
    }
  }

  @Test(arguments: ["trl", "grpo", "dr-grpo", "rloo"], [0.05, 0.3])
  func `groups under noise, against the exact gradient of a bandit`(
    name: String, sigma: Double
  ) throws {
    let estimator = try AdvantagePreset(name: name).estimator
    for (rate, arms, size) in [(0.1, 3, 4), (0.5, 12, 8), (0.02, 5, 16)] {
      let problem = try EvenArms.bandit(
        "bandit", levels: [0, 1], probabilities: [1 - rate, rate], arms: arms)
      let law = try ExactLaw.moments(
        ProblemSet([problem]),
        setting: Setting(
          advantage: estimator, dither: Dither(.gaussian), sigma: sigma, groupSize: size))
      let gradient = try #require(law.expectedGradient)
      let expected = dot(gradient, gradient) / law.secondMoment! / Double(size)
      let kappa = 2 * rate * (1 - rate) / Double(arms - 1)
      let found = try efficiency(estimator, size: size, sigma: sigma, rate: rate, scale: 1 / kappa)
      #expect(abs(kappa * found / expected - 1) < 1e-9, "\(rate): \(kappa * found), \(expected)")
    }
  }

  @Test func `leave-one-out has the law of GroupSizeLaw`() throws {
    let rloo = try AdvantagePreset(name: "rloo").estimator
    for (rate, sigma, scale) in [(0.1, 0.0, 30.0), (0.5, 0.3, 200), (0.3, 0.05, 7)] {
      let (v, kappa) = (rate * (1 - rate), 1 / scale)
      let own = v + (1 - 4 * v) * kappa + sigma * sigma * (1 + kappa)
      let pair = v + 2 * v * kappa + sigma * sigma * (1 + kappa)
      for size in [2, 3, 8, 20] {
        let g = Double(size)
        let expected = v / (g * kappa * v + own + pair / (g - 1))
        let found = try efficiency(rloo, size: size, sigma: sigma, rate: rate, scale: scale)
        #expect(abs(found - expected) < 1e-12)
      }
    }
  }

  @Test func `no advantages have more than known means`() throws {
    for estimator in Self.estimators {
      for rate in [0.01, 0.2, 0.5, 0.97] {
        for size in [3, 8, 32] {
          let found = try efficiency(
            estimator, size: size, sigma: 0, rate: rate, scale: .infinity)
          #expect(0 < found && found <= 1)
        }
      }
    }
  }
}
