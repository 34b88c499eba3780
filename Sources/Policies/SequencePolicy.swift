public import GSL
import RealModule

/// An autoregressive softmax law over sequences of T tokens from a vocabulary of V.
///
///     pi(y) = p_0(y_0) prod_{t=1}^{T-1} p_t(y_t | y_{t-1})
///
/// The logits depend on the position and on the previous token: position 0 has one row, the later
/// positions have V rows each (in the order of the previous token), each row V logits; row-major,
/// `V + (T - 1) V^2` in all. An outcome's number has its tokens as digits in base V, the first
/// token the most significant.
///
/// With an end token, which is the last one, V - 1, a completion stops where it is drawn and else
/// after T tokens. Outcomes then are
///
///     N(0) = 1,    N(k) = 1 + (V - 1) N(k - 1)    completions of at most k more tokens
///
/// numbered in the order of their tokens: a token y at k places before the end counts
/// `y N(k - 1)`. Rows after an end token are never visited, and have the score 0.
///
/// The scores of different positions are uncorrelated, so F has one block for each row,
/// `P(row is visited) (diag p - p p^T)`.
///
/// Long sequences have too many outcomes to number them (``isEnumerable``). What their completions of equal
/// reward have in common is known all the same, see ``RewardLevels``.
public struct SequencePolicy: Policy {
  /// The largest number of outcomes that is enumerated, 2^18.
  public static let outcomeLimit = 262_144
  /// The largest number of logits, 2^24.
  public static let parameterLimit = 16_777_216

  /// The number of positions T.
  public let length: Int
  /// The token that ends a completion, V - 1; nil where all have T tokens.
  public let endToken: Int?
  private(set) var table: SoftmaxTable
  /// What a token counts in the number of an outcome, by position; empty where outcomes have no numbers.
  private let places: [Int]
  /// V^T, with an end token N(T); nil where they are too many.
  private let count: Int?

  /// A sequence policy.
  ///
  /// - Parameters:
  ///   - vocabulary: The number of tokens V, at least 1.
  ///   - length: The number of positions T, at least 1.
  ///   - hasEndToken: Whether the token V - 1 ends a completion.
  ///   - logits: `V + (T - 1) V^2` finite numbers; `nil` means all 0, the uniform law.
  ///   - mustBeEnumerable: whether more outcomes than `outcomeLimit` are an error. Otherwise such a policy
  ///     is not ``isEnumerable``.
  /// - Throws: `PolicyError` when a size is below 1, the outcomes are more than `outcomeLimit`, the logits
  ///   more than `parameterLimit`, or the logits have the wrong count or are not finite.
  public init(
    vocabulary: Int, length: Int, hasEndToken: Bool = false, logits: [Double]? = nil,
    mustBeEnumerable: Bool = true
  ) throws(PolicyError) {
    do throws(PolicyError) {
      let counts = try Self.outcomeCounts(
        vocabulary: vocabulary, length: length, hasEndToken: hasEndToken)
      count = counts[0]
      places = Array(counts.dropFirst())
    } catch .tooManyOutcomes(_, _, let outcomes, let limit) {
      guard !mustBeEnumerable else {
        throw .tooManyOutcomes(
          vocabulary: vocabulary, length: length, count: outcomes, limit: limit)
      }
      (count, places) = (nil, [])
    }
    endToken = hasEndToken ? vocabulary - 1 : nil
    self.length = length
    let expected = try Self.parameterCount(vocabulary: vocabulary, length: length)
    let values = logits ?? [Double](repeating: 0, count: expected)
    guard values.count == expected else {
      throw .wrongCount(field: "logits", expected: expected, found: values.count)
    }
    table = try SoftmaxTable(width: vocabulary, logits: values)
  }

  /// A sequence policy with independent logits from N(0, `scale`^2).
  ///
  /// - Parameters:
  ///   - vocabulary: The number of tokens V, at least 1.
  ///   - length: The number of positions T, at least 1.
  ///   - hasEndToken: Whether the token V - 1 ends a completion.
  ///   - scale: The standard deviation of the logits, finite and not negative.
  ///   - seed: The seed of the stream the logits are drawn from.
  ///   - mustBeEnumerable: As in the initialiser.
  /// - Throws: `PolicyError` as the initialiser does, or when the scale is unusable.
  public static func random(
    vocabulary: Int, length: Int, hasEndToken: Bool = false, scale: Double, seed: UInt64,
    mustBeEnumerable: Bool = true
  ) throws(PolicyError) -> Self {
    if mustBeEnumerable {
      _ = try outcomeCounts(vocabulary: vocabulary, length: length, hasEndToken: hasEndToken)
    }
    let count = try parameterCount(vocabulary: vocabulary, length: length)
    let logits = try randomLogits(count: count, scale: scale, seed: seed)
    return try Self(
      vocabulary: vocabulary, length: length, hasEndToken: hasEndToken, logits: logits,
      mustBeEnumerable: mustBeEnumerable)
  }

  /// The family, `"sequence"`.
  public var name: String { "sequence" }

  /// Whether the outcomes are at most `outcomeLimit`, so that they have numbers.
  public var isEnumerable: Bool { count != nil }

  /// The number of sequences, V^T; with an end token N(T).
  ///
  /// - Precondition: the policy is enumerable.
  public var outcomeCount: Int {
    guard let count else { preconditionFailure("too many completions to number them") }
    return count
  }

  /// The logits, row-major; setting them renormalises every row, O(T V^2).
  public var logits: [Double] {
    get { table.logits }
    set { table.logits = newValue }
  }

  /// The number of logits, `V + (T - 1) V^2`.
  public var parameterCount: Int { table.logits.count }
  /// The number of tokens V.
  public var vocabulary: Int { table.width }

  /// The tokens of an outcome in the order of the positions; without an end token the digits of its
  /// number in base V.
  public func tokens(of outcome: Int) -> [Int] {
    var tokens: [Int] = []
    tokens.reserveCapacity(length)
    forEachToken(of: outcome) { _, _, token in tokens.append(token) }
    return tokens
  }

  /// The number of the outcome with these tokens, the inverse of `tokens(of:)`.
  ///
  /// - Precondition: a completion, see `isCompletion(_:)`.
  public func outcome(of tokens: [Int]) -> Int {
    precondition(isCompletion(tokens), "no completion of this policy")
    return zip(tokens, places).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// How many tokens an outcome has, the end token included; O(T).
  public func tokenCount(of outcome: Int) -> Int {
    guard endToken != nil else { return length }
    var count = 0
    forEachToken(of: outcome) { _, _, _ in count += 1 }
    return count
  }

  /// The conditional log-probability of each token; T table look-ups.
  public func tokenLogProbabilities(of outcome: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(length)
    forEachToken(of: outcome) { _, row, token in
      values.append(table.logProbability(row: row, token: token))
    }
    return values
  }

  /// The log-probability of the sequence; T table look-ups.
  public func logProbability(of outcome: Int) -> Double {
    var sum = 0.0
    forEachToken(of: outcome) { _, row, token in
      sum += table.logProbability(row: row, token: token)
    }
    return sum
  }

  /// The probabilities of all outcomes, by recursion over prefixes.
  public func probabilities() -> [Double] {
    var result = [Double](repeating: 1, count: outcomeCount)
    guard let endToken else {
      table.sequenceProbabilities(firstRow: 0, length: length, into: &result)
      return result
    }
    table.endedProbabilities(endToken: endToken, places: places, into: &result)
    return result
  }

  /// Adds `w_t (e_{y_t} - p_t)` to the row visited at each position t, O(T V).
  public func accumulateScore(
    of outcome: Int, tokenWeights: [Double], into gradient: inout [Double]
  ) {
    forEachToken(of: outcome) { position, row, token in
      let weight = tokenWeights[position]
      table.forEachScoreEntry(row: row, token: token, weight: weight) { index, value in
        gradient[index] += value
      }
    }
  }

  /// The entries of the T rows visited, T V pairs in the order of the positions.
  public func sparseScore(
    of outcome: Int, tokenWeights: [Double]
  ) -> [(index: Int, value: Double)] {
    var entries: [(index: Int, value: Double)] = []
    entries.reserveCapacity(length * vocabulary)
    forEachToken(of: outcome) { position, row, token in
      let weight = tokenWeights[position]
      table.forEachScoreEntry(row: row, token: token, weight: weight) { index, value in
        entries.append((index, value))
      }
    }
    return entries
  }

  /// The token in the row of its position and previous token; nil with an end token.
  public func transition(position: Int, previous: Int, token: Int) -> TokenTransition? {
    guard endToken == nil else { return nil }
    return table.transition(row: table.row(position: position, previous: previous), token: token)
  }

  /// Adds `-weight (diag p_t - p_t p_t^T)` to the block of each row visited, O(T V^2).
  public func accumulateLogProbabilityHessian(
    of outcome: Int, weight: Double, into matrix: inout [[Double]]
  ) {
    forEachToken(of: outcome) { _, row, _ in
      table.accumulateHessian(row: row, weight: weight, into: &matrix)
    }
  }

  /// Draws the tokens one after the other, each from one uniform number, O(T V); none after the end.
  public func sample(using stream: inout RandomStream) -> Int {
    var outcome = 0
    var previous = 0
    for position in 0..<length {
      let row = table.row(position: position, previous: previous)
      previous = table.sampleToken(row: row, using: &stream)
      outcome += previous * places[position]
      if previous == endToken { break }
    }
    return outcome
  }
}

extension SequencePolicy {
  /// Walks the tokens of an outcome, with the row each is drawn from.
  @inline(__always)
  private func forEachToken(
    of outcome: Int, _ body: (_ position: Int, _ row: Int, _ token: Int) -> Void
  ) {
    precondition(0..<outcomeCount ~= outcome, "no such outcome")
    var remainder = outcome
    var previous = 0
    for position in 0..<length {
      let token = remainder / places[position]
      remainder -= token * places[position]
      body(position, table.row(position: position, previous: previous), token)
      if token == endToken { break }
      previous = token
    }
  }

  private static func parameterCount(
    vocabulary: Int, length: Int
  ) throws(PolicyError) -> Int {
    guard vocabulary >= 1 else { throw .tooSmall(field: "vocabulary", value: vocabulary) }
    guard length >= 1 else { throw .tooSmall(field: "length", value: length) }
    let (v, t) = (Double(vocabulary), Double(length))
    let count = v + (t - 1) * v * v
    guard count <= Double(parameterLimit) else {
      throw .unusable(
        field: "vocabulary and length", value: count,
        reason: "logits, V + (T - 1) V^2, must be at most \(parameterLimit)")
    }
    return Int(count)
  }

  /// The number of completions of T, T - 1, ..., 0 more tokens.
  private static func outcomeCounts(
    vocabulary: Int, length: Int, hasEndToken: Bool
  ) throws(PolicyError) -> [Int] {
    guard vocabulary >= 1 else { throw .tooSmall(field: "vocabulary", value: vocabulary) }
    guard length >= 1 else { throw .tooSmall(field: "length", value: length) }
    let (own, factor) = hasEndToken ? (1, vocabulary - 1) : (0, vocabulary)
    var counts = [1]
    for _ in 0..<length {
      let next = factor.multipliedReportingOverflow(by: counts.last!)
      guard !next.overflow, next.partialValue + own <= outcomeLimit else {
        // V^T may be beyond Int; near the limit it is whole, and a double holds it exactly.
        throw .tooManyOutcomes(
          vocabulary: vocabulary, length: length,
          count: Self.count(vocabulary, length, hasEndToken: hasEndToken), limit: outcomeLimit)
      }
      counts.append(next.partialValue + own)
    }
    return counts.reversed()
  }

  /// The number of completions, as a double, as it may be huge.
  private static func count(_ vocabulary: Int, _ length: Int, hasEndToken: Bool) -> Double {
    guard hasEndToken else { return .pow(Double(vocabulary), length) }
    // Beyond the limit within a few hundred positions, or too large for any number.
    return (0..<min(length, 2000)).reduce(1.0) { count, _ in 1 + Double(vocabulary - 1) * count }
  }
}
