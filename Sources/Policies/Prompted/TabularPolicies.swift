public import GSL
import RealModule

/// One softmax table for each prompt, no parameter shared: bandits, or autoregressive tables.
///
/// With T = 1 each prompt is a `SoftmaxBandit`, else a `SequencePolicy`; all have the same V and T.
/// The parameters are the prompts' logits one after another, `V + (T - 1) V^2` for each.
///
///     var policies = try TabularPolicies([bandit, otherBandit])
///     policies.add(gradient, scale: 0.1)
///
/// Each modification of the parameters renormalises all tables.
public struct TabularPolicies: PromptedPolicy {
  /// The number of tokens of every completion, T.
  public let length: Int
  /// The token that ends a completion, V - 1; nil where all have T tokens.
  public let endToken: Int?
  /// The number of prompts.
  public let promptCount: Int
  private var table: SoftmaxTable

  /// Tables of the given shape.
  ///
  /// - Parameters:
  ///   - vocabulary: The number of tokens V, at least 1.
  ///   - length: The number of positions T, at least 1.
  ///   - hasEndToken: Whether the token V - 1 ends a completion.
  ///   - promptCount: The number of prompts, at least 1.
  ///   - parameters: `promptCount (V + (T - 1) V^2)` finite numbers; `nil` means all 0.
  /// - Throws: `PolicyError` when a size is below 1, or the parameters have the wrong count or are
  ///   not finite.
  public init(
    vocabulary: Int, length: Int, hasEndToken: Bool = false, promptCount: Int,
    parameters: [Double]? = nil
  ) throws(PolicyError) {
    for (field, size) in [("vocabulary", vocabulary), ("length", length), ("prompts", promptCount)]
    where size < 1 {
      throw .tooSmall(field: field, value: size)
    }
    self.length = length
    endToken = hasEndToken ? vocabulary - 1 : nil
    self.promptCount = promptCount
    // P (V + (T - 1) V^2).
    let expected = promptCount * vocabulary * (1 + (length - 1) * vocabulary)
    let values = parameters ?? [Double](repeating: 0, count: expected)
    guard values.count == expected else {
      throw .wrongCount(field: "parameters", expected: expected, found: values.count)
    }
    table = try SoftmaxTable(width: vocabulary, logits: values, inVectors: true)
  }

  /// One prompt for each policy, with its logits.
  ///
  /// - Parameter policies: At least one policy, bandits or sequence policies, all of one shape.
  /// - Throws: `PolicyError` when there is none, or the shapes differ.
  public init(_ policies: [any Policy]) throws(PolicyError) {
    guard let first = policies.first else { throw .empty(field: "policies") }
    for policy in policies {
      guard policy.vocabulary == first.vocabulary else {
        throw .wrongCount(
          field: "vocabulary", expected: first.vocabulary, found: policy.vocabulary)
      }
      guard policy.length == first.length else {
        throw .wrongCount(field: "length", expected: first.length, found: policy.length)
      }
      guard policy.endToken == first.endToken else {
        throw .unusable(
          field: "end_token", value: Double(policy.endToken ?? -1),
          reason: "must be \(first.endToken.map { "\($0)" } ?? "none") as for the first prompt")
      }
    }
    try self.init(
      vocabulary: first.vocabulary, length: first.length, hasEndToken: first.endToken != nil,
      promptCount: policies.count,
      parameters: policies.flatMap(\.logits))
  }

  /// The logits of all prompts, one block after another, each row-major as in `SequencePolicy`.
  public var parameters: [Double] {
    get { table.logits }
    set { table.logits = newValue }
  }

  /// Changes all logits and then renormalises, once.
  public mutating func update(_ body: (inout [Double]) -> Void) { body(&table.logits) }

  /// The number of logits of all prompts.
  public var parameterCount: Int { table.logits.count }
  /// The number of tokens V.
  public var vocabulary: Int { table.width }

  /// The parameters of one prompt.
  public func block(of prompt: Int) -> Range<Int> {
    precondition(0..<promptCount ~= prompt, "no such prompt")
    let count = parameterCount / promptCount
    return prompt * count..<(prompt + 1) * count
  }

  /// Those of the prompt's own table.
  public func parameters(ofPrompt prompt: Int) -> Range<Int> { block(of: prompt) }

  /// The memory that a table needs besides its parameters: none.
  public struct Workspace: Sendable {}

  /// An empty workspace, as nothing is needed.
  public func makeWorkspace() -> Workspace { Workspace() }

  /// Draws tokens by inversion from the rows they fall on, O(T V) for each slot.
  public func sample(
    prompt: Int, slots: Range<Int>, tokens: inout [Int], logProbabilities: inout [Double],
    using stream: inout RandomStream, workspace: inout Workspace
  ) {
    let start = firstRow(of: prompt)
    for slot in slots {
      var previous = 0
      for position in 0..<length {
        if position > 0, previous == endToken {
          tokens[slot * length + position] = previous
          logProbabilities[slot * length + position] = 0
          continue
        }
        let row = start + table.row(position: position, previous: previous)
        previous = table.sampleToken(row: row, using: &stream)
        tokens[slot * length + position] = previous
        logProbabilities[slot * length + position] = table.logProbability(
          row: row, token: previous)
      }
    }
  }

  /// Looks the tokens up, O(T) for each slot.
  public func logProbabilities(
    prompt: Int, slots: Range<Int>, tokens: [Int], into values: inout [Double],
    workspace: inout Workspace
  ) {
    let start = firstRow(of: prompt)
    for slot in slots {
      if endToken != nil { for t in slot * length..<(slot + 1) * length { values[t] = 0 } }
      forEachToken(slot: slot, of: tokens) { index, row, token in
        values[index] = table.logProbability(row: start + row, token: token)
      }
    }
  }

  /// Adds `w_t (e_{y_t} - p_t)` to each row visited, O(T V) for each slot.
  public func accumulateScore(
    prompt: Int, slots: Range<Int>, tokens: [Int], tokenWeights: [Double],
    into gradient: inout [Double], workspace: inout Workspace
  ) {
    let start = firstRow(of: prompt)
    for slot in slots {
      forEachToken(slot: slot, of: tokens) { index, row, token in
        let weight = tokenWeights[index]
        table.forEachScoreEntry(row: start + row, token: token, weight: weight) { entry, value in
          gradient[entry] += value
        }
      }
    }
  }

  /// The probabilities of all completions, by a recursion over their prefixes.
  public func probabilities(
    prompt: Int, into values: inout [Double], workspace: inout Workspace
  ) {
    precondition(values.count == completionCount, "one probability for each completion")
    precondition(isEnumerable, "too many completions to enumerate")
    table.sequenceProbabilities(
      firstRow: firstRow(of: prompt), length: length, endToken: endToken, into: &values)
  }
}

extension TabularPolicies {
  private func firstRow(of prompt: Int) -> Int { block(of: prompt).lowerBound / vocabulary }

  @inline(__always)
  private func forEachToken(
    slot: Int, of tokens: [Int], _ body: (_ index: Int, _ row: Int, _ token: Int) -> Void
  ) {
    var previous = 0
    for position in 0..<length {
      let index = slot * length + position
      body(index, table.row(position: position, previous: previous), tokens[index])
      previous = tokens[index]
      if previous == endToken { break }
    }
  }
}
