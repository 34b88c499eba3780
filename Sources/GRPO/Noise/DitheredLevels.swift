/// Rewards under a noise of finitely many values: every (reward, noise value) pair, and which of them
/// are the same dithered reward. Exact laws and simulations ask the same value.
///
/// Equal sums decide which groups are silent, and binary rounding decides them wrongly: .2 + .2 and
/// .6 - .2 differ in the last place, and a division by the group's deviation makes full advantages of
/// that. Noise of one component is compared in decimals, exactly; sums of several components, whose
/// proportions are irrational, count as equal when rounding alone can tell them apart.
package struct DitheredLevels: Sendable {
  /// Noise values of a reward.
  package var atomCount: Int { values.count }
  /// Raw reward by pair; the noise value runs fastest.
  package private(set) var rewards: [Double]
  /// Noise by pair, reward units.
  package private(set) var noises: [Double]
  /// The first pair of the same dithered reward.
  package let representatives: [Int]
  /// Two different pairs are equal, or come so near to each other that squares of their difference are
  /// lost in sums of squares.
  package let hasNearTies: Bool
  /// Noise values at standard deviation one.
  private let values: [Double]

  /// Above this share of all values' range a gap is no near-tie.
  private static let nearness = 1e-5

  /// - Parameters:
  ///   - levels: distinct rewards in increasing order.
  ///   - values: noise values at standard deviation one, in increasing order.
  ///   - isSingle: the noise has one component, so that values are decimals.
  ///   - isMultiplicative: the noise of a reward is in proportion to it.
  package init(
    levels: [Double], values: [Double], sigma: Double, isSingle: Bool,
    isMultiplicative: Bool = false
  ) {
    self.values = values
    rewards = levels.flatMap { Array(repeating: $0, count: values.count) }
    noises = levels.flatMap { level in
      values.map { isMultiplicative ? sigma * level * $0 : sigma * $0 }
    }
    let (rewards, noises) = (rewards, noises)
    var first = Array(rewards.indices)
    guard values.count > 1, levels.count > 1 || isMultiplicative else {
      representatives = first
      hasNearTies = false
      return
    }
    let sums = rewards.indices.map { rewards[$0] - levels[0] + noises[$0] }
    // What rounds: the reward itself, its distance from the lowest, the noise.
    let scale = rewards.indices.map {
      rewards[$0].magnitude + (rewards[$0] - levels[0]).magnitude + noises[$0].magnitude
    }
    let order = rewards.indices.sorted { sums[$0] < sums[$1] }
    if isMultiplicative {
      // Products of decimals: what rounding alone can tell apart is equal, the noise of 0 among them.
      for (a, b) in zip(order, order.dropFirst())
      where sums[b] - sums[a] <= 8 * Double.ulpOfOne * (scale[a] + scale[b]) {
        Self.join(a, b, &first)
      }
      for i in first.indices { first[i] = first[first[i]] }
      representatives = first
      hasNearTies = true
      return
    }
    let near = Self.nearness * (sums[order[order.count - 1]] - sums[order[0]])
    let decimals = isSingle ? levels.map(DecimalNumber.init) : []
    let step = DecimalNumber(sigma)
    var isNear = false
    for (i, a) in order.enumerated() {
      for b in order[(i + 1)...] {
        let gap = sums[b] - sums[a]
        // Wider than the rounding of both sums: it finds candidates, what ties is decided below.
        let tolerance = 8 * Double.ulpOfOne * (scale[a] + scale[b])
        let isCandidate = gap <= tolerance
        let (v, w) = (values[a % values.count], values[b % values.count])
        // Neighbours suffice: between two near sums of different noise values some neighbours differ in
        // them, and lie no further apart.
        if v != w, gap < near { isNear = true }
        // In increasing order: those after it are further off still.
        guard isCandidate else { break }
        let (l, m) = (a / values.count, b / values.count)
        if l == m || v == w { continue }
        let isTie: Bool
        if isSingle {
          // r_l + sigma v = r_m + sigma w; the values of a single component are whole numbers.
          isTie = decimals[l].minus(decimals[m]) == step.times(Int64((w - v).rounded()))
        } else {
          let gap = rewards[a] - rewards[b]
          isTie = (gap + (noises[a] - noises[b])).magnitude <= 1e-9 * gap.magnitude
        }
        if isTie { Self.join(a, b, &first) }
      }
    }
    // In increasing order: the smaller index that i points to is settled already.
    for i in first.indices { first[i] = first[first[i]] }
    representatives = first
    hasNearTies = isNear
  }

  /// Lets the smaller of two roots stand for both.
  private static func join(_ a: Int, _ b: Int, _ first: inout [Int]) {
    var (low, high) = (a, b)
    while first[low] != low { low = first[low] }
    while first[high] != high { high = first[high] }
    first[max(low, high)] = min(low, high)
  }

  /// What stands for a reward with the nearest of the noise values.
  ///
  /// - Parameter noise: at standard deviation one.
  package func representative(level: Int, noise: Double) -> Int {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < noise { low = middle + 1 } else { high = middle }
    }
    if low > 0, noise - values[low - 1] < values[low] - noise { low -= 1 }
    return representatives[level * values.count + low]
  }

  /// These levels in another unit of reward, from another zero: `(r - base) / unit`, `noise / unit`.
  package func rescaled(base: Double, unit: Double) -> DitheredLevels {
    var levels = self
    levels.rewards = rewards.map { ($0 - base) / unit }
    levels.noises = noises.map { $0 / unit }
    return levels
  }
}
