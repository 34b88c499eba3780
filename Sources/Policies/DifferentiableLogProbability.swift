import _Differentiation

// The derivatives of `exp` and `log` come with the platform's C library overlay.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// A second road to the score: log-probabilities written as plain functions of the logits, which the
// compiler differentiates. Slow (each element read costs O(P) backwards), independent of the closed
// form in `SoftmaxTable`, and made for checking it.

/// The log-probability of one token in the row of `width` logits that starts at `base`.
@differentiable(reverse,wrt: logits)
func tokenLogProbability(
  _ token: Int, base: Int, width: Int, logits: [Double]
) -> Double {
  // Whatever is taken off cancels, and so does its derivative: it need not be followed.
  var maximum = withoutDerivative(at: logits[base])
  for index in base..<base + width {
    maximum = withoutDerivative(at: max(maximum, logits[index]))
  }
  var sum = 0.0
  for index in base..<base + width { sum += exp(logits[index] - maximum) }
  return logits[base + token] - maximum - log(sum)
}

extension SoftmaxBandit {
  /// The log-probability of an arm as a differentiable function of the logits.
  ///
  ///     log pi(a) = theta_a - log sum_b exp(theta_b)
  @differentiable(reverse,wrt: logits)
  public static func logProbability(of outcome: Int, logits: [Double]) -> Double {
    tokenLogProbability(
      outcome, base: 0, width: withoutDerivative(at: logits.count), logits: logits)
  }

  /// The score of an arm by automatic differentiation; agrees with `score(of:)` up to rounding.
  public func differentiatedScore(of outcome: Int) -> [Double] {
    gradient(at: logits) { Self.logProbability(of: outcome, logits: $0) }.base
  }
}

extension SequencePolicy {
  /// The log-probability of a sequence of tokens as a differentiable function of the logits.
  ///
  ///     log pi(y) = sum_t (theta[row_t, y_t] - log sum_v exp(theta[row_t, v]))
  ///
  /// - Parameters:
  ///   - tokens: The tokens y, each in `0..<vocabulary`.
  ///   - vocabulary: The number of tokens V.
  ///   - logits: `V + (T - 1) V^2` numbers in the order of `SequencePolicy.logits`.
  @differentiable(reverse,wrt: logits)
  public static func logProbability(
    of tokens: [Int], vocabulary: Int, logits: [Double]
  ) -> Double {
    var sum = 0.0
    for position in 0..<withoutDerivative(at: tokens.count) {
      let previous = position == 0 ? 0 : withoutDerivative(at: tokens[position - 1])
      let row = position == 0 ? 0 : 1 + (position - 1) * vocabulary + previous
      sum += tokenLogProbability(
        tokens[position], base: row * vocabulary, width: vocabulary, logits: logits)
    }
    return sum
  }

  /// The score of an outcome by automatic differentiation; agrees with `score(of:)` up to rounding.
  public func differentiatedScore(of outcome: Int) -> [Double] {
    let tokens = tokens(of: outcome)
    let vocabulary = vocabulary
    return gradient(at: logits) {
      Self.logProbability(of: tokens, vocabulary: vocabulary, logits: $0)
    }.base
  }
}
