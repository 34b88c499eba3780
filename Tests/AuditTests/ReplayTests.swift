import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// The exact forecast against a replay: noise is drawn onto the logged rewards and the advantages are computed again.
///
/// N = 2,000 replays of 64 groups for each advantage and sigma, seed 11; the exact share that is kept must be within
/// five standard errors, which are .001 to .004. An estimator with another divisor, as the control has it, is off by
/// ten and more.
@Suite struct ReplayTests {
  private static let replays = 2000

  /// The share kept, its standard error, over replays of the real run.
  private static func replay(
    _ estimator: AdvantageEstimator, sigma: Double
  ) throws -> (kept: Double, error: Double) {
    let steps = try RealRun.steps()
    var random = RandomStream(seed: 11, stream: 3)
    let plain = steps.flatMap { advantages($0.columns[0], estimator) }
    let norm = plain.reduce(0) { $0 + $1 * $1 }
    var (products, energies) = ([Double](), [Double]())
    for _ in 0..<replays {
      let dithered = steps.flatMap { step in
        advantages(step.columns[0].map { $0 + sigma * random.gaussian() }, estimator)
      }
      products.append(zip(dithered, plain).reduce(0) { $0 + $1.0 * $1.1 })
      energies.append(dithered.reduce(0) { $0 + $1 * $1 })
    }
    let count = Double(replays)
    let (product, energy) = (products.reduce(0, +) / count, energies.reduce(0, +) / count)
    let kept = product * product / (norm * energy)
    let square = zip(products, energies).reduce(0) { sum, pair in
      let linear = 2 * (pair.0 / product - 1) - (pair.1 / energy - 1)
      return sum + linear * linear
    }
    return (kept, kept * (square / count / count).squareRoot())
  }

  private static func advantages(_ rewards: [Double], _ estimator: AdvantageEstimator) -> [Double] {
    let sums = RewardSums(rewards)
    return stride(from: 0, to: rewards.count, by: 8).flatMap { start in
      estimator.advantages(of: Array(rewards[start..<start + 8]), batch: sums)
    }
  }

  private static func exact(_ name: String, sigma: Double) throws -> Double {
    let entries = try RealRun.report().forecast
    return try #require(entries.first { $0.name == name && $0.sigma == sigma }?.kept?.value)
  }

  @Test(arguments: [
    ("trl (this run)", "trl"), ("trl-batch", "trl-batch"), ("dr-grpo, rloo", "dr-grpo"),
    ("nemo-rl", "nemo-rl"),
  ])
  func `the exact share is that of a replay`(name: String, preset: String) throws {
    let estimator = try AdvantagePreset(name: preset).estimator
    for sigma in [0.05, 0.3] {
      let (kept, error) = try Self.replay(estimator, sigma: sigma)
      let exact = try Self.exact(name, sigma: sigma)
      #expect(abs(kept - exact) <= 5 * error, "\(name) \(sigma): \(kept) +- \(error), \(exact)")
      #expect(error < 0.006)
    }
  }

  @Test func `another advantage is refused by the replay`() throws {
    let batch = try AdvantagePreset(name: "trl-batch").estimator
    let (kept, error) = try Self.replay(batch, sigma: 0.3)
    let exact = try Self.exact("trl (this run)", sigma: 0.3)
    #expect(abs(kept - exact) > 10 * error)
  }
}
