import GSL
import Policies

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
  private let indices: Buffer<UInt16>
  /// Conditional probabilities, one per logit.
  private let probabilities: Buffer<Double>

  /// nil for a policy that is not made of softmax rows, or that is nearly certain somewhere.
  init?(_ policy: any Policy) {
    // Indices are kept in 16 bits.
    guard let transitions = TransitionTable(policy), policy.parameterCount < 1 << 16 else {
      return nil
    }
    (vocabulary, length) = (policy.vocabulary, policy.length)
    parameterCount = policy.parameterCount
    indices = Buffer(repeating: 0, count: policy.outcomeCount * length)
    probabilities = Buffer(repeating: 0, count: parameterCount)
    for row in transitions.rows {
      for token in row {
        guard token.probability <= Self.probabilityLimit else { return nil }
        probabilities[token.logit] = token.probability
      }
    }
    for outcome in 0..<policy.outcomeCount {
      transitions.forEach(of: outcome) { position, row, token in
        indices[outcome * length + position] = UInt16(transitions.rows[row][token].logit)
      }
    }
  }

  /// Adds two multiples of an outcome's tokens side by side to `pairs`, one pair per parameter.
  @inline(__always)
  func add(_ outcome: Int, scales: SIMD2<Double>, to pairs: UnsafeMutablePointer<SIMD2<Double>>) {
    let own = indices.pointer(at: outcome &* length, length: length)
    for t in 0..<length {
      let place = Int(own[t])
      pairs[place] = pairs[place] + scales
    }
  }

  /// Turns the pairs into two sums of scores, and sets them to 0 for the next group.
  func finish(
    _ pairs: UnsafeMutablePointer<SIMD2<Double>>, into first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>
  ) {
    let probabilities = probabilities.pointer(length: parameterCount)
    var row = 0
    while row < parameterCount {
      var sum = SIMD2<Double>.zero
      for k in row..<row &+ vocabulary { sum = sum + pairs[k] }
      for k in row..<row &+ vocabulary {
        let score = pairs[k] - sum * probabilities[k]
        first[k] = score.x
        second[k] = score.y
        pairs[k] = .zero
      }
      row &+= vocabulary
    }
  }
}
