import GRPO

extension Claim {
  /// The mean of a group that is kept because it is mixed is a biased estimate of the pass rate.
  ///
  ///     E[K/G | 0 < K < G] = (p - p^G) / (1 - p^G - (1-p)^G)
  ///
  /// above p for p < 1/2, below it for p > 1/2 (G > 2; for G = 2 it is 1/2 whatever p): a right answer to a
  /// hard prompt is compared with a mean that is too high. G = 8: .0756 too high at p = .1, .1140 at .02,
  /// .0756 too low at .9.
  ///
  /// The bias belongs to the selection, not to the baseline. Over ALL groups E[K/G] = p and leave-one-out
  /// advantages have E g = grad V; a silent group takes part with a gradient of 0. What keeps mixed
  /// groups only (DAPO's filter) makes of it
  ///
  ///     E[g | 0 < K < G] = grad V / (1 - p^G - (1-p)^G)
  ///
  /// the same direction for each prompt, but prompts that are hard or easy weigh more than their share;
  /// and what divides by the group's deviation weighs each K in its own way (GradientGain). Dither
  /// leaves no group out, hence no such bias: it fills silent groups with noise, not with what the
  /// filter has lost (SilentGroups).
  ///
  /// Source: arXiv:2601.08521, paraphrased; what it means for the gradient is ours.
  static let groupRelativeBias = Claim(
    name: "GroupRelativeBias", origin: .paper,
    statement: """
      Given that a group is mixed, its mean reward is a biased estimate of the pass rate, towards 1/2; \
      over all groups it is not, and leave-one-out advantages have the expected gradient grad V.
      """,
    examine: GroupRelativeBias.examine)
}

enum GroupRelativeBias {
  static let groupSize = 8
  static let passRates = [0.02, 0.1, 0.9]
  private static let allGroups = "leave-one-out, all groups"
  private static let mixedGroups = "leave-one-out, mixed groups only"

  /// (p - p^G) / (1 - p^G - (1-p)^G).
  static func mixedMean(p: Double, groupSize: Int) -> Double {
    (p - power(p, groupSize)) / mixedShare(p: p, groupSize: groupSize)
  }

  /// 1 - p^G - (1-p)^G.
  static func mixedShare(p: Double, groupSize: Int) -> Double {
    1 - DynamicSampling.silentShare(p: p, groupSize: groupSize)
  }

  /// The same from the law of K: its mean over 0 < K < G.
  static func enumeratedMean(p: Double, groupSize: Int) -> Double {
    var (sum, mass) = (0.0, 0.0)
    for k in 1..<groupSize {
      let probability = BinaryBandit.probability(of: k, groupSize: groupSize, p: p)
      sum += probability * Double(k) / Double(groupSize)
      mass += probability
    }
    return sum / mass
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try passRates.flatMap { p in
      let problem = try ReferencePrompts.twoArms(p: p)
      return try means(experiment, problem) + gradients(experiment, problem)
    }
  }

  /// The mean reward of a group: reinforce advantages are the rewards, and with a score of 1 for each
  /// completion their "gradient" is K/G.
  private static func means(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let counting = problem.countingRewards()
    let setting = try Setting(.reinforce, .none, sigma: 0, groupSize: groupSize)
    let (p, place) = (problem.value, Place(problem, setting))
    let all = try experiment.gradients(counting, [setting])[0].along([1])
    // Dropped groups count as 0: divided by the share of the others it is their mean.
    let share = mixedShare(p: p, groupSize: groupSize)
    let kept = try experiment.filteredGradients(counting, [setting])[0].projection(on: [1])
    let mixed = ExactAndSimulated(
      exact: enumeratedMean(p: p, groupSize: groupSize),
      estimate: kept.mapped(factor: 1 / share, offset: 0))
    return [
      Finding(
        variant: "group mean, all groups", quantity: "E K/G", at: place, claimed: p, all,
        expected: .holds),
      Finding(
        variant: "group mean, mixed groups only", quantity: "E K/G", at: place,
        claimed: mixedMean(p: p, groupSize: groupSize), mixed, expected: .holds),
    ]
  }

  /// E g of leave-one-out advantages in units of grad V.
  private static func gradients(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let setting = try Setting(.leaveOneOut, .none, sigma: 0, groupSize: groupSize)
    let along = Directions(problem).alongValue
    let share = mixedShare(p: problem.value, groupSize: groupSize)
    let all = try experiment.gradients(problem, [setting])[0].along(along)
    let kept = try experiment.filteredGradients(problem, [setting])[0].projection(on: along)
    // Silent groups have no gradient: what all groups have is that of the mixed ones.
    let mixed = ExactAndSimulated(exact: all.exact, estimate: kept).mapped(factor: 1 / share)
    return [(allGroups, 1, all), (mixedGroups, 1 / share, mixed)].map {
      variant, claimed, measured in
      Finding(
        variant: variant, quantity: "E g in units of grad V", at: Place(problem, setting),
        claimed: claimed, measured, expected: .holds)
    }
  }
}

extension Problem {
  /// The problem with a score of 1 for every completion, so that the gradient of a group is the mean of
  /// its advantages.
  fileprivate func countingRewards() -> Problem {
    var ones = SparseRows()
    for _ in probabilities { ones.append([(0, 1)]) }
    return replacing(scores: ones, valueGradient: [1])
  }
}
