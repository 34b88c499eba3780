public import GRPO

/// What noise leaves of the signal to noise of the gradient of groups whose rewards are known, no policy
/// asked: a sum over groups, of which `share` is read.
///
/// ```
/// kept = (sum <E A, A0>)^2 / (sum norm(A0)^2 sum E norm(A)^2)
/// ```
///
/// over the groups, with A0 the advantages without noise. Where the scores of different completions are
/// uncorrelated it is the squared correlation of the gradient with the one without noise; the signal to
/// noise of many alike gradients follows it where a group keeps the same share of its expected advantages
/// whatever its rewards (claim DistinctCompletions, which says what holds otherwise). By the inequality of
/// Cauchy and Schwarz it lies between 0 and 1, and is 1 without noise.
///
/// ```swift
/// let group = try KeptSignal(
///   levels: [0, 1], counts: [6, 2], estimator: AdvantageEstimator(.standardized),
///   dither: Dither(.gaussian), sigma: 0.05)
/// let silent = try KeptSignal(
///   levels: [0, 1], counts: [8, 0], estimator: AdvantageEstimator(.standardized),
///   dither: Dither(.gaussian), sigma: 0.05)
/// print((2 * group + silent).share!)  // nearly two thirds
/// ```
public struct KeptSignal: Hashable, Sendable {
  /// `<E A, A0>`, summed over the groups.
  public var product: Double
  /// `norm(A0)^2`, summed over the groups.
  public var plain: Double
  /// `E norm(A)^2`, summed over the groups.
  public var energy: Double
  /// `norm(E A)^2`, summed over the groups.
  public var signal: Double

  /// No group.
  public static let zero = KeptSignal(product: 0, plain: 0, energy: 0, signal: 0)

  /// `kept`, from 0 to 1; nil where no group has an advantage without noise, or none with it.
  public var share: Double? {
    guard plain > 0, energy > 0 else { return nil }
    // Each factor is a ratio of sums alike in size: squares would leave the range of numbers first.
    return (product / plain) * (product / energy)
  }

  /// `sum <E A, A0> / sum norm(A0)^2`, the share of its expected advantages that a group keeps; nil where no
  /// group has any.
  public var gain: Double? { plain > 0 ? product / plain : nil }

  /// Sums that are known.
  public init(product: Double, plain: Double, energy: Double, signal: Double) {
    self.product = product
    self.plain = plain
    self.energy = energy
    self.signal = signal
  }

  /// One group; of too few completions to be compared, none.
  ///
  /// - Parameters:
  ///   - levels: the rewards that occur, in any order, each once.
  ///   - counts: completions on each level, at least 0.
  ///   - estimator: the advantage; a divisor of the whole batch has no law of one group.
  ///   - dither: the law of the noise.
  ///   - sigma: standard deviation of the noise, units of reward, at least 0.
  /// - Throws: ``AnalysisError`` with the reason where no exact law is known.
  public init(
    levels: [Double], counts: [Int], estimator: AdvantageEstimator, dither: Dither, sigma: Double
  ) throws {
    let held = levels.indices.filter { counts[$0] > 0 }.sorted { levels[$0] < levels[$1] }
    let rewards = held.flatMap { Array(repeating: levels[$0], count: counts[$0]) }
    self = .zero
    guard rewards.count >= estimator.kind.minimumGroupSize else { return }
    // Refuses what `advantages(of:)` cannot be asked for.
    let law = try DitheredAdvantages(
      rewards.map { [$0] }, weights: [1], rule: AdvantageRule(estimator), dither: dither,
      sigma: sigma)
    let plain = estimator.advantages(of: rewards)
    for i in rewards.indices {
      product += law.mean[i] * plain[i]
      self.plain += plain[i] * plain[i]
      signal += law.mean[i] * law.mean[i]
    }
    energy = law.energy
  }

  /// The groups of both.
  public static func + (a: KeptSignal, b: KeptSignal) -> KeptSignal {
    KeptSignal(
      product: a.product + b.product, plain: a.plain + b.plain, energy: a.energy + b.energy,
      signal: a.signal + b.signal)
  }

  /// So many times the groups, or groups of such a probability.
  public static func * (factor: Double, a: KeptSignal) -> KeptSignal {
    KeptSignal(
      product: factor * a.product, plain: factor * a.plain, energy: factor * a.energy,
      signal: factor * a.signal)
  }
}
