import RealModule

/// The clipped objective of one completion, to be maximised.
///
/// ```
/// token:     sum_t [ L(rho_t, A) - beta KL_t ]
/// sequence:  L(rho, A) - beta sum_t KL_t,   rho = prod_t rho_t
/// gspo:      T L(s, A) - beta sum_t KL_t,   s = (prod_t rho_t)^(1/T)
/// ```
///
/// with `L(rho, A) = min(rho A, clip(rho) A)`, or what another ``ClipForm`` makes of it, see
/// ``clippedGain(_:_:)``.
///
/// Token terms are SUMMED unless ``lossAggregation`` says otherwise. At the first inner step of
/// a synchronous run the old policy is the current one: every ratio is 1, the clip is inactive,
/// and without KL the gradient is that of `A log pi`. Dither reaches the clip through the sign
/// and the size of A only (claim ClipPenalty).
public struct Surrogate: Hashable, Sendable {
  /// The trust region; nil for none.
  public var clipRange: ClipRange?
  /// What the trust region does with the ratios outside of it.
  public var clipForm: ClipForm
  /// The c of dual-clip PPO, above 1: a negative advantage has no gradient at ratios above it
  /// (Ye et al. 2020, arXiv:1912.09729; `clip_ratio_c` of verl); nil for no such limit.
  public var dualClip: Double?
  /// What the ratio is taken over.
  public var ratioLevel: RatioLevel
  /// How the terms of tokens are added up. `sequence-mean` divides objective and weights of a
  /// completion by its length; the divisor of `token-mean`, which asks for the other completions, is
  /// the caller's.
  public var lossAggregation: LossAggregation
  /// The weight beta of the KL penalty, at least 0.
  public var klCoefficient: Double
  /// The estimator of the KL penalty.
  public var klEstimator: KLEstimator

  /// A surrogate objective; with no argument, the plain policy gradient.
  ///
  /// - Throws: ``GRPOError`` when `klCoefficient` is negative or not finite, or when `dualClip` is
  ///   not above 1 or comes with a form other than ``ClipForm/ppo``.
  public init(
    clipRange: ClipRange? = nil, clipForm: ClipForm = .ppo, dualClip: Double? = nil,
    ratioLevel: RatioLevel = .token, lossAggregation: LossAggregation = .sum,
    klCoefficient: Double = 0, klEstimator: KLEstimator = .k3
  ) throws {
    if let dualClip {
      try require(dualClip > 1, "dual clip", dualClip, "above 1")
      try require(
        clipForm == .ppo, "dual clip", dualClip, "left out: \(clipForm.rawValue) has none")
    }
    try require(
      klCoefficient >= 0 && klCoefficient.isFinite,
      "KL coefficient", klCoefficient, "at least 0 and finite")
    self.clipRange = clipRange
    self.clipForm = clipForm
    self.dualClip = dualClip
    self.ratioLevel = ratioLevel
    self.lossAggregation = lossAggregation
    self.klCoefficient = klCoefficient
    self.klEstimator = klEstimator
  }

  /// No clip and no KL: the plain (importance-weighted) policy gradient.
  public static let policyGradient = Surrogate()

  private init() {
    (clipRange, clipForm, dualClip, ratioLevel) = (nil, .ppo, nil, .token)
    (lossAggregation, klCoefficient, klEstimator) = (.sum, 0, .k3)
  }

  /// The objective of one completion of T tokens.
  ///
  /// - Parameters:
  ///   - advantage: of the completion.
  ///   - logProbabilities: of the T tokens under the policy being trained.
  ///   - oldLogProbabilities: of the same tokens under the policy that sampled them.
  ///   - referenceLogProbabilities: of the same tokens under the reference policy; needed when
  ///     `klCoefficient` is above 0.
  public func objective(
    advantage: Double, logProbabilities: [Double], oldLogProbabilities: [Double],
    referenceLogProbabilities: [Double]? = nil
  ) -> Double {
    check(logProbabilities, oldLogProbabilities, referenceLogProbabilities)
    var gain = 0.0
    switch ratioLevel {
    case .token:
      for t in logProbabilities.indices {
        gain += clippedGain(.exp(logProbabilities[t] - oldLogProbabilities[t]), advantage)
      }
    case .sequence, .gspo:
      let terms = ratioLevel == .gspo ? Double(logProbabilities.count) : 1
      let ratio = wholeRatio(logProbabilities, oldLogProbabilities, logProbabilities.count)
      gain = terms * clippedGain(ratio, advantage)
    }
    if klCoefficient > 0, let reference = referenceLogProbabilities {
      var divergence = 0.0
      for t in logProbabilities.indices {
        divergence += klEstimator.value(
          logProbability: logProbabilities[t], referenceLogProbability: reference[t])
      }
      gain -= klCoefficient * divergence
    }
    return lossAggregation == .sequenceMean ? gain / Double(logProbabilities.count) : gain
  }

  /// The part of the objective that one ratio earns.
  ///
  /// ```
  /// ppo:    min(rho A, clip(rho) A), with a dual clip for A < 0 at least c A
  /// cispo:  A F(rho), whose slope by log rho is clip(rho) A (ClipRange.softened)
  /// mask:   rho A inside of the range, else 0
  /// ```
  public func clippedGain(_ importanceRatio: Double, _ advantage: Double) -> Double {
    let gain = importanceRatio * advantage
    switch clipForm {
    case .ppo:
      let clipped =
        clipRange.map { min(gain, $0.clamp(importanceRatio) * advantage) } ?? gain
      guard let dualClip, advantage < 0 else { return clipped }
      return max(clipped, dualClip * advantage)
    case .cispo: return clipRange.map { $0.softened(importanceRatio) * advantage } ?? gain
    case .mask: return clipRange?.contains(importanceRatio) ?? true ? gain : 0
    }
  }

  /// Whether the gradient of a completion may ask for more of the advantage than its size.
  public var asksForSign: Bool {
    clipForm.asksForSign && (clipRange != nil || dualClip != nil)
  }

  /// The one ratio of a completion: the product over its tokens or, for `gspo`, their geometric mean.
  func wholeRatio(
    _ logProbabilities: [Double], _ oldLogProbabilities: [Double], _ tokenCount: Int
  ) -> Double {
    var total = 0.0
    for t in 0..<tokenCount { total += logProbabilities[t] - oldLogProbabilities[t] }
    return .exp(ratioLevel == .gspo ? total / Double(tokenCount) : total)
  }

  func check(
    _ logProbabilities: [Double], _ oldLogProbabilities: [Double], _ reference: [Double]?
  ) {
    precondition(
      oldLogProbabilities.count == logProbabilities.count,
      "one old log-probability per token")
    guard klCoefficient > 0 else { return }
    precondition(
      reference?.count == logProbabilities.count,
      "a KL penalty needs one reference log-probability per token")
  }
}
