import GRPO
import RealModule

extension Claim {
  /// Dither of a small enough radius cannot change the sign of an advantage.
  ///
  ///     all signs kept for sure     iff     a < R min(K, G-K) / (2 (G-1))
  ///
  /// for noise on [-a, a] that comes as near to its ends as one likes, K of G completions with
  /// reward R and the others with 0. The worst case for one completion is its own noise at one end
  /// and all other noise at the other: its deviation from the mean moves by `2 a (G-1) / G`. Over all
  /// mixed groups: `a < R / (2 (G-1))`, .0714 R at G = 8. Holds for every centred estimator.
  ///
  /// Just above the radius flips are rare under uniform noise: for `a = (1 + h)` times the radius,
  /// `h <= 1/(G-2)`, K < G/2, those noises that flip a wrong completion fill a corner of the cube,
  ///
  ///     P(some sign flips) = (G-K) / ((G-1) G!) ((G-1) h / (1+h))^G
  ///
  /// and two-valued noise sits in the corner with probability `(G-K) 2^-G`. Gaussian noise has no such
  /// radius.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let signPreservation = Claim(
    name: "SignPreservation", origin: .theorem,
    statement: """
      Noise on [-a, a] keeps the signs of all advantages of a binary group for sure if and only if \
      a < R min(K, G-K) / (2 (G-1)).
      """,
    examine: SignPreservation.examine)
}

enum SignPreservation {
  /// Where no sign should flip, two groups in a thousand have to be visible: fewer than those of any
  /// noise that is shown beyond the radius.
  static let visibleShare = 0.002

  /// The radius below which signs are kept, for rewards 0 and 1.
  static func radius(correct: Int, groupSize: Int) -> Double {
    Double(min(correct, groupSize - correct)) / Double(2 * (groupSize - 1))
  }

  /// P(some sign flips) under uniform noise of `1 + excess` times the radius.
  ///
  /// - Precondition: `K < G/2`, `excess <= 1 / (G-2)`.
  static func uniformFlipShare(correct: Int, groupSize: Int, excess: Double) -> Double {
    precondition(2 * correct < groupSize && excess * Double(groupSize - 2) <= 1)
    let g = Double(groupSize)
    let edge = (g - 1) * excess / (1 + excess)
    return Double(groupSize - correct) / (g - 1) * power(edge, groupSize)
      / .exp(.logGamma(g + 1))
  }

  /// P(some sign flips) under two-valued noise just above the radius: one corner of the cube for each
  /// completion of the larger half, for all of them when the halves are equal.
  static func cornerShare(correct: Int, groupSize: Int) -> Double {
    let corners = 2 * correct == groupSize ? groupSize : max(correct, groupSize - correct)
    return Double(corners) / power(2, groupSize)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try kept(experiment) + corners(experiment) + cube(experiment) + [gaussian(experiment)]
  }

  /// Just below the radius nothing flips, under either noise.
  private static func kept(_ experiment: Experiment) throws -> [Finding] {
    try [(1, 8), (3, 8), (4, 8), (7, 8), (1, 3)].flatMap { k, g in
      try [NoiseFamily.uniform, .rademacher].map { family in
        let trial = try Trial(experiment, correct: k, groupSize: g, family, ratio: 0.999)
        return trial.finding("just below the radius", claimed: 0, exact: 0)
      }
    }
  }

  /// Just above it two-valued noise flips signs.
  private static func corners(_ experiment: Experiment) throws -> [Finding] {
    try [(1, 8), (3, 8), (4, 8), (7, 8)].flatMap { k, g in
      let trial = try Trial(
        experiment.withGroups(times: 8), correct: k, groupSize: g, .rademacher, ratio: 1.001)
      let exact = trial.enumeratedShare()
      return [
        trial.finding(
          "just above the radius", claimed: cornerShare(correct: k, groupSize: g), exact: exact),
        trial.finding(
          "just above the radius against none", claimed: 0, exact: exact, expected: .fails),
      ]
    }
  }

  /// Well above it uniform noise does too; small groups, for the corner of a large cube is empty.
  private static func cube(_ experiment: Experiment) throws -> [Finding] {
    try [(1, 3, 0.5), (1, 4, 0.5), (1, 5, 0.3)].flatMap { k, g, excess in
      let trial = try Trial(
        experiment.withGroups(times: 16), correct: k, groupSize: g, .uniform,
        ratio: 1 + excess)
      let share = uniformFlipShare(correct: k, groupSize: g, excess: excess)
      return [
        trial.finding("beyond the radius", claimed: share, exact: nil),
        trial.finding("beyond the radius against none", claimed: 0, exact: nil, expected: .fails),
      ]
    }
  }

  private static func gaussian(_ experiment: Experiment) throws -> Finding {
    let trial = try Trial(
      experiment, correct: 1, groupSize: 8, .gaussian, ratio: 1 / Double.sqrt(3))
    return trial.finding(
      "at the deviation of uniform noise of the radius", claimed: 0, exact: nil,
      expected: .fails, condition: "bounded noise")
  }
}

/// A group with its correct completions first, dithered again and again.
private struct Trial {
  let group: FixedGroup
  /// Share of repetitions in which some advantage changes its sign.
  let flips: Estimate
  private let text: String

  /// - Parameter ratio: largest noise in units of the radius; of Gaussian noise the deviation.
  init(
    _ experiment: Experiment, correct: Int, groupSize: Int, _ family: NoiseFamily, ratio: Double
  ) throws {
    let largest = ratio * SignPreservation.radius(correct: correct, groupSize: groupSize)
    group = try FixedGroup(
      rewards: (0..<groupSize).map { $0 < correct ? 1 : 0 },
      advantage: AdvantageEstimator(.standardized), dither: Dither(family),
      sigma: family == .uniform ? largest / .sqrt(3) : largest)
    text =
      "K \(correct), G \(groupSize), \(family.name), "
      + (family == .gaussian ? "sigma 0.577 radii" : "a = \(ratio.compact) radii")
    let plain = group.plainAdvantages
    flips = try experiment.ditherGroup(
      group, stream: 16 * groupSize + correct, statisticCount: 1, widths: [1]
    ) { _, advantages, values in
      var hasFlip = false
      for i in advantages.indices where advantages[i] * plain[i] <= 0 { hasFlip = true }
      values[0] = hasFlip ? 1 : 0
    }[0]
  }

  /// The share under two-valued noise, over all its values.
  func enumeratedShare() -> Double {
    let plain = group.plainAdvantages
    var advantages = plain
    var share = 0.0
    forEachTuple(of: 2, length: plain.count) { signs in
      let dithered = zip(group.rewards, signs).map { $0 + group.setting.sigma * Double(2 * $1 - 1) }
      group.setting.advantage.fill(&advantages, rewards: dithered)
      if zip(advantages, plain).contains(where: { $0 * $1 <= 0 }) { share += 1 }
    }
    return share / power(2, plain.count)
  }

  func finding(
    _ words: String, claimed: Double, exact: Double?, expected: Verdict = .holds,
    condition: String? = nil
  ) -> Finding {
    Finding(
      variant: expected == .fails ? "noise beyond the radius" : "standardized",
      quantity: "share of groups with a flipped sign \(words)",
      at: Place(group.rewardText, group.setting, text: text), claimed: claimed,
      ExactAndSimulated(exact: exact, estimate: flips), expected: expected,
      condition: expected == .fails ? condition ?? "a < R min(K, G-K) / (2 (G-1))" : nil,
      margin: claimed == 0 ? SignPreservation.visibleShare : nil)
  }
}
