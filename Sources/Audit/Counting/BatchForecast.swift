import Analysis
import GRPO

/// What noise does to batch-standardized advantages, step by step: they look at the whole step.
struct BatchForecast {
  /// TRL's `scale_rewards="batch"`.
  static let estimator = AdvantagePreset.all.first { $0.name == "trl-batch" }!.estimator

  /// By sigma, then cluster.
  private(set) var terms: [[KeptSignal]]
  /// Why there are none.
  private(set) var gap: String?
  private let sigmas: [Double]
  private var groups: [(cluster: Int, square: Double, size: Int)] = []

  init(sigmas: [Double]) {
    self.sigmas = sigmas
    terms = sigmas.map { _ in [] }
  }

  mutating func begin() { groups.removeAll(keepingCapacity: true) }

  /// - Parameter square: sum of the squared deviations of the group's rewards.
  mutating func note(cluster: Int, square: Double, size: Int) {
    groups.append((cluster, square, size))
  }

  /// Ends the step.
  ///
  /// - Parameter sums: over all rewards of it.
  mutating func close(_ sums: RewardSums) {
    guard gap == nil, sums.count > 1, !sigmas.isEmpty else { return }
    // Sums of the last step's clusters: an array grows once a step, not once a group.
    let count = (groups.map(\.cluster).max() ?? 0) + 1
    let spread = sums.centredSumOfSquares
    let isSilent = spread <= 1e-12 * sums.mean * sums.mean * Double(sums.count)
    let norm = isSilent ? 0 : spread.squareRoot()
    for (place, sigma) in sigmas.enumerated() {
      guard
        let law = try? KnownBatch(
          norm: norm, count: sums.count, estimator: Self.estimator, sigma: sigma)
      else {
        gap = "no exact law of a batch of \(sums.count) completions under sigma \(sigma)"
        return
      }
      while terms[place].count < count { terms[place].append(.zero) }
      for group in groups {
        terms[place][group.cluster] =
          terms[place][group.cluster] + law.moments(square: group.square, size: group.size)
      }
    }
  }
}
