public import GSL
import RealModule

/// A policy whose completions are single tokens: outcome, token and answer are one.
///
/// A conforming type names itself, holds its parameters and tells the log-probability, the score and
/// the Hessian of an outcome; the rest follows. The law may tie the outcomes together by as many or
/// as few parameters as it likes:
///
///     pi(y) = exp(theta . phi(y)) / sum_z exp(theta . phi(z)),    s(y) = phi(y) - E phi
///
/// What follows by default costs O(`outcomeCount`) log-probabilities; a policy that knows a faster way
/// replaces it, as `SoftmaxBandit` does.
public protocol OneTokenPolicy: Policy {}

extension OneTokenPolicy {
  /// The number of parameters.
  public var parameterCount: Int { logits.count }
  /// The number of outcomes.
  public var vocabulary: Int { outcomeCount }
  /// Every completion is one token long.
  public var length: Int { 1 }

  /// The tokens of an outcome: the outcome itself, alone.
  public func tokens(of outcome: Int) -> [Int] {
    precondition(0..<outcomeCount ~= outcome, "no such outcome")
    return [outcome]
  }

  /// The log-probability of the outcome, as a list of one.
  public func tokenLogProbabilities(of outcome: Int) -> [Double] { [logProbability(of: outcome)] }

  /// The exponential of every log-probability.
  public func probabilities() -> [Double] {
    (0..<outcomeCount).map { Double.exp(logProbability(of: $0)) }
  }

  /// The entries of the score that are not 0.
  public func sparseScore(
    of outcome: Int, tokenWeights: [Double]
  ) -> [(index: Int, value: Double)] {
    var score = [Double](repeating: 0, count: parameterCount)
    accumulateScore(of: outcome, tokenWeights: tokenWeights, into: &score)
    return score.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) }
  }

  /// Draws an outcome by inversion of the distribution function: one uniform number.
  public func sample(using stream: inout RandomStream) -> Int {
    var remaining = stream.uniform()
    var last = 0
    for outcome in 0..<outcomeCount {
      let probability = Double.exp(logProbability(of: outcome))
      if probability > 0 { last = outcome }
      remaining -= probability
      if remaining < 0 { return outcome }
    }
    // Rounding left a remainder after the last possible outcome (probability about 1e-16).
    return last
  }
}
