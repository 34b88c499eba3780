/// Rewards under a noise of finitely many values: every (reward, noise value) pair, and which of them
/// are the same dithered reward.
///
/// Equal sums decide which groups are silent, and binary rounding decides them wrongly: .2 + .2 and
/// .6 - .2 differ in the last place, and a division by the group's deviation makes full advantages of
/// that. Noise of one component is compared in decimals, exactly; sums of several components, whose
/// proportions are irrational, count as equal when rounding alone can tell them apart.
package struct DitheredLevels: Sendable {
  /// Noise values of a reward.
  package let atomCount: Int
  /// Raw reward by pair; the noise value runs fastest.
  package private(set) var rewards: [Double]
  /// Noise by pair, reward units.
  package private(set) var noises: [Double]
  /// The first pair of the same dithered reward.
  package let representatives: [Int]

  /// - Parameters:
  ///   - levels: distinct rewards in increasing order.
  ///   - values: noise values at standard deviation one, in increasing order.
  ///   - isSingle: the noise has one component, so that values are decimals.
  package init(levels: [Double], values: [Double], sigma: Double, isSingle: Bool) {
    atomCount = values.count
    rewards = levels.flatMap { Array(repeating: $0, count: values.count) }
    noises = levels.flatMap { _ in values.map { sigma * $0 } }
    let (rewards, noises) = (rewards, noises)
    var first = Array(rewards.indices)
    guard values.count > 1, levels.count > 1 else {
      representatives = first
      return
    }
    let scale = rewards.indices.map { rewards[$0].magnitude + noises[$0].magnitude }
    let order = rewards.indices.sorted { rewards[$0] + noises[$0] < rewards[$1] + noises[$1] }
    let decimals = isSingle ? levels.map(DecimalNumber.init) : []
    let step = DecimalNumber(sigma)
    for (i, a) in order.enumerated() {
      for b in order[(i + 1)...] {
        let tolerance = 8 * Double.ulpOfOne * (scale[a] + scale[b])
        if rewards[b] + noises[b] - rewards[a] - noises[a] > tolerance { break }
        let (l, m) = (a / values.count, b / values.count)
        let (v, w) = (values[a % values.count], values[b % values.count])
        if l == m || v == w { continue }
        let isTie: Bool
        if isSingle {
          isTie = decimals[l].minus(decimals[m]) == step.times(Int64((w - v).rounded()))
        } else {
          let gap = rewards[a] - rewards[b]
          isTie = (gap + (noises[a] - noises[b])).magnitude <= 1e-9 * gap.magnitude
        }
        if isTie {
          let (low, high) = (min(first[a], first[b]), max(first[a], first[b]))
          for i in first.indices where first[i] == high { first[i] = low }
        }
      }
    }
    representatives = first
  }

  /// The same in another unit of reward, from another zero: `(r - base) / unit`, `noise / unit`.
  package func rescaled(base: Double, unit: Double) -> DitheredLevels {
    var levels = self
    levels.rewards = rewards.map { ($0 - base) / unit }
    levels.noises = noises.map { $0 / unit }
    return levels
  }
}
