import GRPO

/// The values that rewards take under noise of few values, where rounding alone may tell some apart.
///
/// Rewards .2 and .8 under noise +-.3 tie at .5, but not as doubles: `.2 + .3 != .8 - .3`. A group that is
/// silent but for such a remainder would be divided by it. So values that agree up to the rounding of
/// reward and noise count as one.
struct DitheredValues: Sendable {
  /// In increasing order, each with what it counts as.
  private let values: [Double]
  private let representatives: [Double]
  /// Values of different noise come so near to each other that squares of their differences are lost in
  /// sums of squares.
  let mayTie: Bool

  /// Above this share of all values' range a gap is no near-tie.
  private static let nearness = 1e-5

  /// nil where ties cannot matter: for continuous noise, and for advantages that are not divided.
  init?(_ setting: Setting, levels: [Double]) {
    guard !setting.isUndithered, !setting.advantage.isLinear, let atoms = setting.dither.atoms,
      atoms.count * levels.count <= 1 << 16
    else { return nil }
    let origin = setting.origin(levels: levels)
    let all = levels.flatMap { level in
      atoms.map { DitheredValue(level: level, origin: origin, noise: setting.sigma * $0.value) }
    }.sorted { $0.value < $1.value }
    var ties = [all[0].value]
    var isNear = false
    let scale = all[all.count - 1].value - all[0].value
    for (before, next) in zip(all, all.dropFirst()) {
      let gap = next.value - before.value
      if before.noise != next.noise && gap < Self.nearness * scale { isNear = true }
      ties.append(before.ties(with: next) ? ties[ties.count - 1] : next.value)
    }
    values = all.map(\.value)
    representatives = ties
    mayTie = isNear
  }

  /// Makes values that tie equal.
  func tie(_ rewards: inout [Double]) {
    for i in rewards.indices { rewards[i] = representatives[place(of: rewards[i])] }
  }

  /// The value itself, or the nearest one that was written down.
  private func place(of value: Double) -> Int {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low > 0 && value - values[low - 1] < values[low] - value ? low - 1 : low
  }
}

extension Setting {
  /// What is taken from rewards before noise is added: a common part so large that the noise would be lost
  /// in its rounding; 0 where rewards count as they are.
  func origin(levels: [Double]) -> Double {
    let (low, high) = (levels[0], levels[levels.count - 1])
    let isFar = max(abs(low), abs(high)) > 1e3 * max(high - low, sigma)
    return isFar && advantage.kind != .reinforce ? low : 0
  }
}

/// One reward with one noise.
private struct DitheredValue {
  let level: Double
  let noise: Double
  let value: Double
  private let rounding: Double

  init(level: Double, origin: Double, noise: Double) {
    (self.level, self.noise) = (level, noise)
    value = (level - origin) + noise
    let written = level == level.rounded() ? 0 : level.ulp
    rounding = written + (level - origin).ulp + 4 * noise.ulp + value.ulp
  }

  /// Whether rounding alone may tell them apart: an ulp of each reward as it was written down (integers
  /// are exact), and a few of the sums. Under equal noise different rewards are different.
  func ties(with other: DitheredValue) -> Bool {
    guard noise != other.noise else { return level == other.level }
    return abs(value - other.value) <= rounding + other.rounding
  }
}
