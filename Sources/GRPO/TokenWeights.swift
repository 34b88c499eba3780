import RealModule

/// The gradient of a ``Surrogate`` with respect to the token log-probabilities, for any advantage.
///
/// ```
/// d objective / d logProbability[t] = A+ positive[t] - A- negative[t] + penalty[t]
/// ```
///
/// with `A+ = max(A, 0)` and `A- = max(-A, 0)`: a clip depends on the sign of A only, so one set
/// of weights serves every advantage, and the expected gradient under dither needs only `E[A+]`
/// and `E[A-]` (``NoiseFamily/positivePart(mean:sigma:)``).
public struct TokenWeights: Hashable, Sendable {
  /// The weight of a positive advantage at each token: the ratio, or 0 above the trust region
  /// (``ClipForm`` has other weights).
  public var positive: [Double]
  /// The weight of a negative advantage at each token: the ratio, or 0 below the trust region and
  /// above a dual clip.
  public var negative: [Double]
  /// The gradient of the KL penalty at each token, whatever the advantage.
  public var penalty: [Double]

  /// Zero weights for `tokenCount` tokens.
  public init(tokenCount: Int) {
    positive = [Double](repeating: 0, count: tokenCount)
    negative = positive
    penalty = positive
  }

  mutating func clear(_ t: Int) { (positive[t], negative[t], penalty[t]) = (0, 0, 0) }

  mutating func divide(by count: Double) {
    for t in positive.indices {
      positive[t] /= count
      negative[t] /= count
      penalty[t] /= count
    }
  }

  /// The derivative with respect to the log-probability of token `t`.
  public func derivative(at t: Int, advantage: Double) -> Double {
    max(advantage, 0) * positive[t] - max(-advantage, 0) * negative[t] + penalty[t]
  }
}

extension Surrogate {
  /// The weights of one completion, in new arrays; see
  /// ``fill(_:logProbabilities:oldLogProbabilities:referenceLogProbabilities:tokenCount:)``.
  public func tokenWeights(
    logProbabilities: [Double], oldLogProbabilities: [Double],
    referenceLogProbabilities: [Double]? = nil
  ) -> TokenWeights {
    var weights = TokenWeights(tokenCount: logProbabilities.count)
    fill(
      &weights, logProbabilities: logProbabilities, oldLogProbabilities: oldLogProbabilities,
      referenceLogProbabilities: referenceLogProbabilities)
    return weights
  }

  /// Writes the weights of one completion of T tokens, without allocating.
  ///
  /// The objective has kinks where a ratio meets an edge of the trust region; there the side
  /// taken is the one where the gradient flows, see ``ClipRange/passesPositive(_:)``. At a dual
  /// clip PyTorch shares it between c A and rho A, and gives half of it.
  ///
  /// - Parameters:
  ///   - weights: of T tokens, all overwritten.
  ///   - logProbabilities: of the T tokens under the policy being trained.
  ///   - oldLogProbabilities: under the policy that sampled them.
  ///   - referenceLogProbabilities: under the reference policy; needed when `klCoefficient` is
  ///     above 0.
  ///   - tokenCount: how many of the entries are tokens, the rest being padding of weight 0; nil for
  ///     all.
  public func fill(
    _ weights: inout TokenWeights, logProbabilities: [Double], oldLogProbabilities: [Double],
    referenceLogProbabilities: [Double]? = nil, tokenCount: Int? = nil
  ) {
    check(logProbabilities, oldLogProbabilities, referenceLogProbabilities)
    precondition(weights.positive.count == logProbabilities.count, "one weight per token")
    let count = tokenCount ?? logProbabilities.count
    precondition(1...logProbabilities.count ~= count, "at least one token")
    for t in count..<logProbabilities.count { weights.clear(t) }
    var ratio = 1.0
    if ratioLevel != .token { ratio = wholeRatio(logProbabilities, oldLogProbabilities, count) }
    for t in 0..<count {
      if ratioLevel == .token { ratio = .exp(logProbabilities[t] - oldLogProbabilities[t]) }
      (weights.positive[t], weights.negative[t]) = factors(ratio)
      weights.penalty[t] = 0
      if klCoefficient > 0, let reference = referenceLogProbabilities {
        weights.penalty[t] =
          -klCoefficient
          * klEstimator.derivative(
            logProbability: logProbabilities[t], referenceLogProbability: reference[t])
      }
    }
    if lossAggregation == .sequenceMean { weights.divide(by: Double(count)) }
  }

  /// What a positive and a negative advantage are multiplied by at this ratio.
  @inline(__always)
  private func factors(_ ratio: Double) -> (positive: Double, negative: Double) {
    switch clipForm {
    case .ppo:
      let isBelow = ratio <= dualClip ?? .infinity
      return (
        clipRange?.passesPositive(ratio) ?? true ? ratio : 0,
        isBelow && clipRange?.passesNegative(ratio) ?? true ? ratio : 0
      )
    case .cispo:
      let weight = clipRange?.clamp(ratio) ?? ratio
      return (weight, weight)
    case .mask:
      let weight = clipRange?.contains(ratio) ?? true ? ratio : 0
      return (weight, weight)
    }
  }

  /// Whether the completion was sampled by the policy being trained: every ratio is exactly 1.
  ///
  /// Then every ``TokenWeights/positive`` and ``TokenWeights/negative`` is 1, whatever the clip; with
  /// ``LossAggregation/sequenceMean`` 1 over the length.
  public static func isOnPolicy(
    logProbabilities: [Double], oldLogProbabilities: [Double]
  ) -> Bool {
    logProbabilities == oldLogProbabilities
  }
}
