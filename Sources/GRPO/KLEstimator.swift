import RealModule

/// A one-sample estimate of `KL(pi || ref)` from the log-probabilities of a token drawn from pi.
///
/// ```
/// d = log ref - log pi:  k1 = -d,  k2 = d^2 / 2,  k3 = exp(d) - 1 - d
/// ```
///
/// The VALUES of k1 and k3 are unbiased under pi, that of k2 is not. As a loss term through
/// which the gradient is taken the order changes: `E[k' score]` is 0 for k1, `grad KL(pi || ref)`
/// for k2 and `grad KL(ref || pi)` for k3 (all on policy).
public enum KLEstimator: String, CaseIterable, Hashable, Sendable {
  /// `-d`: unbiased, of either sign.
  case k1
  /// `d^2 / 2`: biased, not negative.
  case k2
  /// `exp(d) - 1 - d`: unbiased, not negative (GRPO's).
  case k3

  /// The estimate of one token, in nats.
  public func value(logProbability: Double, referenceLogProbability: Double) -> Double {
    let d = referenceLogProbability - logProbability
    switch self {
    case .k1: return -d
    case .k2: return d * d / 2
    case .k3: return Self.excess(d)
    }
  }

  /// The derivative of the estimate with respect to `logProbability`: 1, `-d` and `1 - exp(d)`.
  public func derivative(logProbability: Double, referenceLogProbability: Double) -> Double {
    let d = referenceLogProbability - logProbability
    switch self {
    case .k1: return 1
    case .k2: return -d
    case .k3: return -.expMinusOne(d)
    }
  }

  /// `exp(d) - 1 - d`; by its series where the difference cancels, so never negative. The first
  /// term dropped is below 2 d^8 / 10! = 2e-16 of the sum at the switch |d| = 1/16.
  private static func excess(_ d: Double) -> Double {
    guard abs(d) < 0.0625 else { return .expMinusOne(d) - d }
    var sum = 1.0
    for order in stride(from: 9.0, to: 2.0, by: -1) { sum = 1 + sum * d / order }
    return sum * d * d / 2
  }
}
