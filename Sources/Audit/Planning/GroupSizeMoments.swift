import Analysis
import GRPO

/// What groups of one size make of a completion, of two rewards 0 and 1, at any pass rate.
///
/// Scores are those of a policy in which every completion is its own: given the rewards they are uncorrelated, of the same
/// variance everywhere, and the mean score of right completions differs from that of wrong ones by as much as makes the
/// rewards explain the same share of it at every prompt (proofs/GroupSizeLaw). With `D = (1 - p) B_+ - p B_-`, `B_+` and
/// `B_-` the sums of the advantages of right and wrong completions, and v = p (1 - p),
///
/// ```
/// signal = (E D/G)^2/v,  noise = E norm(A)^2/G,  pull = E D^2/(G v)
/// ```
struct GroupSizeMoments {
  /// The numbers of a prompt, in this order.
  static let signal = 0, noise = 1, pull = 2
  /// Place of `noise + pull/S`, which divides at a noise scale S.
  static let total = 3

  private let groupSize: Int
  /// By number right.
  private let groups: [RightAndWrong]

  /// - Parameters:
  ///   - sigma: at least 0.
  ///   - dropsSilent: whether groups without spread are left out.
  /// - Throws: with the reason where no law is known.
  init(
    _ estimator: AdvantageEstimator, groupSize: Int, sigma: Double, dropsSilent: Bool
  ) throws {
    self.groupSize = groupSize
    // The deviation of a batch is all but a constant: as r - mean.
    let setting = try Setting(
      advantage: estimator.kind == .batchStandardized ? AdvantageEstimator(.mean) : estimator,
      dither: Dither(.gaussian), sigma: sigma, groupSize: groupSize)
    groups = try (0...groupSize).map { right in
      var group = RightAndWrong(right: Double(right), wrong: Double(groupSize - right))
      if dropsSilent && (right == 0 || right == groupSize) { return group }
      try group.fill(setting)
      return group
    }
  }

  /// The numbers of a prompt whose pass rate has that law.
  ///
  /// - Parameters:
  ///   - nodes: of the law.
  ///   - noiseScale: S.
  func mean(_ law: PassRateLaw, nodes: Int, noiseScale: Double) throws -> [Double] {
    var sums = [Double](repeating: 0, count: Self.total)
    for node in try law.nodes(nodes) {
      for (place, value) in at(node.rate).enumerated() { sums[place] += node.weight * value }
    }
    return sums + [sums[Self.noise] + sums[Self.pull] / noiseScale]
  }

  private func at(_ rate: Double) -> [Double] {
    let compositions = PassRateLaw.exact(rate).compositions(groupSize: groupSize)
    let size = Double(groupSize)
    let spread = rate * (1 - rate)
    var (first, square, energy) = (0.0, 0.0, 0.0)
    for (group, probability) in zip(groups, compositions) where probability > 0 {
      let own = group.moments(rate)
      first += probability * own.first
      square += probability * own.square
      energy += probability * own.energy
    }
    guard spread > 0 else { return [0, energy / size, 0] }
    return [first / size * (first / size) / spread, energy / size, square / size / spread]
  }
}

/// Moments of the advantages of a group with so many right and wrong completions.
private struct RightAndWrong {
  let right, wrong: Double
  /// Of one completion; 0 where there is none.
  private var meanRight = 0.0, meanWrong = 0.0, varianceRight = 0.0, varianceWrong = 0.0
  /// Covariances of two right ones, two wrong ones, one of each.
  private var bothRight = 0.0, bothWrong = 0.0, mixed = 0.0

  init(right: Double, wrong: Double) { (self.right, self.wrong) = (right, wrong) }

  mutating func fill(_ setting: Setting) throws {
    let counts = [Int(wrong), Int(right)]
    if setting.sigma == 0 {
      let rewards = Array(repeating: 0.0, count: counts[0]) + Array(repeating: 1, count: counts[1])
      let advantages = setting.advantage.advantages(of: rewards)
      if counts[0] > 0 { meanWrong = advantages[0] }
      if counts[1] > 0 { meanRight = advantages[counts[0]] }
      return
    }
    let held = counts.indices.filter { counts[$0] > 0 }
    let law = try GroupLaw(
      levels: held.map(Double.init), counts: held.map { counts[$0] }, setting: setting)
    for (place, level) in held.enumerated() {
      let both = counts[level] > 1 ? law.covariance(place, place) : 0
      if level == 0 {
        (meanWrong, varianceWrong, bothWrong) = (law.mean(place), law.variance(place), both)
      } else {
        (meanRight, varianceRight, bothRight) = (law.mean(place), law.variance(place), both)
      }
    }
    if held.count == 2 { mixed = law.covariance(0, 1) }
    guard energy.isFinite else {
      throw AuditError("no exact value: the advantages have no finite variance")
    }
  }

  private var energy: Double {
    right * (meanRight * meanRight + varianceRight)
      + wrong * (meanWrong * meanWrong + varianceWrong)
  }

  /// `E D`, `E D^2` and the energy.
  func moments(_ rate: Double) -> (first: Double, square: Double, energy: Double) {
    let (up, down) = (1 - rate, rate)
    let first = up * right * meanRight - down * wrong * meanWrong
    let variance =
      up * up * right * (varianceRight + (right - 1) * bothRight)
      + down * down * wrong * (varianceWrong + (wrong - 1) * bothWrong)
      - 2 * up * down * right * wrong * mixed
    return (first, first * first + max(0, variance), energy)
  }
}
