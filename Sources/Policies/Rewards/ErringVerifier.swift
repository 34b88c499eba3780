import GSL

/// A verifier that takes some wrong completions for right, and some right ones for wrong.
///
/// ```
/// P(r_obs = 1 | r = 0) = f      false positives
/// P(r_obs = 0 | r = 1) = e      false negatives
/// E[r_obs | r] = f + J r,       J = 1 - f - e     (Youden's index)
/// ```
///
/// The corrected reward (r_obs - f) / J has the mean r whatever r is (arXiv:2510.18924); its variance
/// f(1-f)/J^2 for r = 0 and e(1-e)/J^2 for r = 1 grows as J goes to 0.
public struct ErringVerifier: Hashable, Sendable {
  /// f, the share of the wrong completions that are taken for right; from 0 to 1.
  public let falsePositive: Double
  /// e, the share of the right completions that are taken for wrong; from 0 to 1.
  public let falseNegative: Double
  /// Whether the verdicts 0 and 1 are turned into rewards that are right in the mean.
  public let isCorrected: Bool

  /// A verifier of these rates.
  ///
  /// - Throws: `PolicyError` for rates that do not lie in 0...1, and for a correction of verdicts that
  ///   say nothing (J = 0).
  public init(
    falsePositive: Double, falseNegative: Double, isCorrected: Bool = false
  ) throws(PolicyError) {
    try Self.validate(falsePositive, field: "false_positive")
    try Self.validate(falseNegative, field: "false_negative")
    self.falsePositive = falsePositive
    self.falseNegative = falseNegative
    self.isCorrected = isCorrected
    // Decimals that sum to 1 leave a rest of some 1e-17.
    guard !isCorrected || abs(index) > 1e-12 else {
      throw .unusable(
        field: "1 - false_positive - false_negative",
        value: index, reason: "must not be 0 for a correction, which divides by it")
    }
  }

  /// J = 1 - f - e, what is left of a difference of true rewards in the mean; from -1 to 1.
  public var index: Double { 1 - falsePositive - falseNegative }

  /// q = f + J p, how often a completion is taken for right that is right with the probability `p`.
  public func observedRate(_ p: Double) -> Double { falsePositive + index * p }

  /// The reward that comes of a verdict, 0 or 1.
  public func reward(of verdict: Double) -> Double {
    isCorrected ? (verdict - falsePositive) / index : verdict
  }

  func observations(of reward: Double) throws(PolicyError) -> [RewardObservation] {
    guard reward == 0 || reward == 1 else {
      throw .unusable(
        field: "rewards", value: reward, reason: "must be 0 or 1 for a verifier that errs")
    }
    let right = reward == 1 ? 1 - falseNegative : falsePositive
    let found = [(0.0, 1 - right), (1.0, right)].filter { $0.1 > 0 }.map {
      RewardObservation(self.reward(of: $0.0), $0.1)
    }
    // A verifier that is mostly wrong is corrected by turning it round.
    return isCorrected && index < 0 ? found.reversed() : found
  }

  /// In words.
  var text: String {
    "verifier with false positives \(falsePositive.plainText) and false negatives \(falseNegative.plainText)"
      + (isCorrected ? " corrected" : "")
  }

  private static func validate(_ rate: Double, field: String) throws(PolicyError) {
    guard rate >= 0, rate <= 1 else {
      throw .unusable(field: field, value: rate, reason: "must lie in 0...1")
    }
  }
}
