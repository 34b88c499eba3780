import Policies
import RealModule

/// Scores of a policy made of softmax rows, one entry for each token instead of one for each logit of
/// the rows visited:
///
///     sum_i c_i s(y_i) = A - p * (sum of A over the row),   A[j] = sum of c_i over the tokens with logit j
///
/// The rows' probabilities come in once per group, however many completions it has.
final class TokenScores: Sendable {
  /// Above this the difference A - p A would lose the digits of 1 - p.
  static let probabilityLimit = 0.99

  /// Logits of a row.
  private let vocabulary: Int
  /// Tokens of an outcome.
  private let length: Int
  private let parameterCount: Int
  /// Index of the logit of each token, by outcome.
  private nonisolated(unsafe) let indices: UnsafeMutablePointer<UInt16>
  /// Conditional probabilities, one per logit.
  private nonisolated(unsafe) let probabilities: UnsafeMutablePointer<Double>

  /// nil for a policy that is not made of softmax rows, or that is nearly certain somewhere.
  init?(_ policy: any Policy) {
    guard policy.tokenLogits(of: 0) != nil, policy.parameterCount < 1 << 16 else { return nil }
    (vocabulary, length) = (policy.vocabulary, policy.length)
    parameterCount = policy.parameterCount
    indices = .allocate(capacity: policy.outcomeCount * length)
    probabilities = .allocate(capacity: parameterCount)
    probabilities.initialize(repeating: 0, count: parameterCount)
    var largest = 0.0
    for outcome in 0..<policy.outcomeCount {
      let logits = policy.tokenLogits(of: outcome)!
      let logProbabilities = policy.tokenLogProbabilities(of: outcome)
      for t in 0..<length {
        (indices + outcome * length + t).initialize(to: UInt16(logits[t]))
        probabilities[logits[t]] = .exp(logProbabilities[t])
        largest = max(largest, probabilities[logits[t]])
      }
    }
    if largest > Self.probabilityLimit { return nil }
  }

  deinit {
    indices.deallocate()
    probabilities.deallocate()
  }

  /// Adds a multiple of `A` of one outcome to two targets, which `finish` turns into scores.
  @inline(__always)
  func add(
    _ outcome: Int, scales: (Double, Double),
    to targets: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>)
  ) {
    let own = indices + outcome &* length
    for t in 0..<length {
      let place = Int(own[t])
      targets.0[place] += scales.0
      targets.1[place] += scales.1
    }
  }

  /// Takes the rows' sums times their probabilities off.
  func finish(_ target: UnsafeMutablePointer<Double>) {
    for row in stride(from: 0, to: parameterCount, by: vocabulary) {
      let (values, p) = (target + row, probabilities + row)
      var sum = 0.0
      for k in 0..<vocabulary { sum += values[k] }
      for k in 0..<vocabulary { values[k] -= sum * p[k] }
    }
  }
}
