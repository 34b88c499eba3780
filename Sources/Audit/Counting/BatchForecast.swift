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

  /// Moments of 64 squares and sizes; no square is less than 0.
  private static let noKinds = [(square: Double, size: Int, moments: KeptSignal)](
    repeating: (-1, 0, .zero), count: 64)

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
      terms[place].withUnsafeMutableBufferPointer { terms in
        var kinds = Self.noKinds
        for group in groups {
          // Rewards on few levels have few squares: by the bits of the square.
          let kind = Int(
            truncatingIfNeeded: (group.square.bitPattern &* 0x9E37_79B9_7F4A_7C15) >> 58)
          if kinds[kind].square != group.square || kinds[kind].size != group.size {
            kinds[kind] = (
              group.square, group.size, law.moments(square: group.square, size: group.size)
            )
          }
          terms[group.cluster] = terms[group.cluster] + kinds[kind].moments
        }
      }
    }
  }
}
