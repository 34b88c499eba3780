import RealModule

/// What the importance ratio is taken over.
public enum RatioLevel: String, CaseIterable, Hashable, Sendable {
  /// One ratio per token (PPO, GRPO).
  case token
  /// One ratio per completion, the product over its tokens.
  ///
  /// This is the plain ratio; GSPO (arXiv:2507.18071) takes its root of order T.
  case sequence
}

/// The clipped objective of one completion, to be maximised.
///
/// ```
/// token:     sum_t [ min(rho_t A, clip(rho_t) A) - beta KL_t ]
/// sequence:  min(rho A, clip(rho) A) - beta sum_t KL_t,   rho = prod_t rho_t
/// ```
///
/// Token terms are SUMMED: for a fixed length T the token mean of GRPO is this divided by T, and
/// how completions of different lengths are weighted is the caller's. At the first inner step of
/// a synchronous run the old policy is the current one: every ratio is 1, the clip is inactive,
/// and without KL the gradient is that of `A log pi`. Dither reaches the clip through the sign
/// and the size of A only (claim ClipPenalty).
public struct Surrogate: Hashable, Sendable {
  /// The trust region; nil for none.
  public var clipRange: ClipRange?
  /// What the ratio is taken over.
  public var ratioLevel: RatioLevel
  /// The weight beta of the KL penalty, at least 0.
  public var klCoefficient: Double
  /// The estimator of the KL penalty.
  public var klEstimator: KLEstimator

  /// A surrogate objective; with no argument, the plain policy gradient.
  ///
  /// - Throws: ``GRPOError`` when `klCoefficient` is negative or not finite.
  public init(
    clipRange: ClipRange? = nil, ratioLevel: RatioLevel = .token, klCoefficient: Double = 0,
    klEstimator: KLEstimator = .k3
  ) throws {
    try require(
      klCoefficient >= 0 && klCoefficient.isFinite,
      "klCoefficient", klCoefficient, "at least 0 and finite")
    self.clipRange = clipRange
    self.ratioLevel = ratioLevel
    self.klCoefficient = klCoefficient
    self.klEstimator = klEstimator
  }

  /// No clip and no KL: the plain (importance-weighted) policy gradient.
  public static let policyGradient = Surrogate()

  private init() {
    (clipRange, ratioLevel, klCoefficient, klEstimator) = (nil, .token, 0, .k3)
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
    case .sequence:
      gain = clippedGain(sequenceRatio(logProbabilities, oldLogProbabilities), advantage)
    }
    guard klCoefficient > 0, let reference = referenceLogProbabilities else { return gain }
    var divergence = 0.0
    for t in logProbabilities.indices {
      divergence += klEstimator.value(
        logProbability: logProbabilities[t], referenceLogProbability: reference[t])
    }
    return gain - klCoefficient * divergence
  }

  /// `min(rho A, clip(rho) A)`, the part of the objective that one ratio earns.
  public func clippedGain(_ importanceRatio: Double, _ advantage: Double) -> Double {
    let gain = importanceRatio * advantage
    guard let clipRange else { return gain }
    return min(gain, clipRange.clamp(importanceRatio) * advantage)
  }

  /// The importance ratio of the whole completion, `prod_t rho_t`.
  func sequenceRatio(_ logProbabilities: [Double], _ oldLogProbabilities: [Double]) -> Double {
    var total = 0.0
    for t in logProbabilities.indices { total += logProbabilities[t] - oldLogProbabilities[t] }
    return .exp(total)
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
