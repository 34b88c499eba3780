public import GSL

/// A policy over the completions of several prompts that may share their parameters.
///
/// Every completion has `length` tokens T from one vocabulary of V; its law factorises,
///
///     log pi(y | prompt) = sum_t log pi(y_t | prompt, y_1 ... y_{t-1})
///
/// Completions are kept in flat arrays of the caller, T entries for each slot: token t of slot i is
/// element `i * length + t`. A call works on a range of slots, all of one prompt (a group, or a part
/// of one), so that the prompt itself is read once for all of them.
///
///     var policy = try TabularPolicies(vocabulary: 5, length: 1, promptCount: 16)
///     var workspace = policy.makeWorkspace()
///     var tokens = [Int](repeating: 0, count: 8)
///     var logProbabilities = [Double](repeating: 0, count: 8)
///     policy.sample(
///       prompt: 3, slots: 0..<8, tokens: &tokens, logProbabilities: &logProbabilities,
///       using: &stream, workspace: &workspace)
///     policy.accumulateScore(
///       prompt: 3, slots: 0..<8, tokens: tokens, tokenWeights: advantages, into: &gradient,
///       workspace: &workspace)
///     policy.add(gradient, scale: rate)
///
/// Nothing below allocates except `makeWorkspace`. A workspace holds nothing between calls: any one
/// serves any copy of the policy, one thread at a time.
///
/// - Precondition: every `prompt` lies in `0..<promptCount`, every token in `0..<vocabulary`, and
///   the flat arrays reach to the end of the slots.
public protocol PromptedPolicy: Sendable {
  /// The buffers of one thread, for calls that must not allocate.
  associatedtype Workspace: Sendable

  /// The parameters theta of all prompts, flat; all finite.
  ///
  /// Change them with `update(_:)` or `add(_:scale:)`, in place and all at once: some policies
  /// renormalise after each change. The count is fixed; a different one, or a value that is not
  /// finite, is a programmer's mistake.
  var parameters: [Double] { get set }

  /// The number of parameters.
  var parameterCount: Int { get }

  /// The number of prompts.
  var promptCount: Int { get }

  /// The number of different tokens of a completion, V.
  var vocabulary: Int { get }

  /// The number of tokens of every completion, T; with an ``endToken`` the largest one.
  var length: Int { get }

  /// The token that ends a completion; nil, as by default, where all have T tokens.
  ///
  /// The places after it hold the same token, with log-probability and score 0. Of the completions
  /// that agree up to the end only the one that is padded so has a probability.
  var endToken: Int? { get }

  /// The parameters that the score of a completion of one prompt can be other than 0 in.
  func parameters(ofPrompt prompt: Int) -> Range<Int>

  /// Changes all parameters at once, in place.
  ///
  /// - Parameter body: Receives the parameters; must not change their number.
  mutating func update(_ body: (inout [Double]) -> Void)

  /// Buffers for the calls below.
  func makeWorkspace() -> Workspace

  /// Draws completions of one prompt and writes their tokens and conditional log-probabilities.
  ///
  /// Slot after slot, token after token, one uniform number for each: the same stream draws the
  /// same completions however the slots are divided over calls.
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - slots: The slots to fill.
  ///   - tokens: Receives `y_t`.
  ///   - logProbabilities: Receives `log pi(y_t | prompt, y_1 ... y_{t-1})`.
  ///   - stream: Where the uniform numbers come from.
  ///   - workspace: Buffers made by `makeWorkspace`.
  func sample(
    prompt: Int, slots: Range<Int>, tokens: inout [Int], logProbabilities: inout [Double],
    using stream: inout RandomStream, workspace: inout Workspace)

  /// Writes the conditional log-probabilities of given completions of one prompt.
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - slots: The slots to read and fill.
  ///   - tokens: The tokens `y_t`.
  ///   - values: Receives `log pi(y_t | prompt, y_1 ... y_{t-1})`.
  ///   - workspace: Buffers made by `makeWorkspace`.
  func logProbabilities(
    prompt: Int, slots: Range<Int>, tokens: [Int], into values: inout [Double],
    workspace: inout Workspace)

  /// Adds the token-weighted scores of given completions of one prompt to a gradient.
  ///
  ///     gradient += sum over slots sum_t w_t grad log pi(y_t | prompt, y_1 ... y_{t-1})
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - slots: The slots to read.
  ///   - tokens: The tokens `y_t`.
  ///   - tokenWeights: The weights `w_t`, laid out as the tokens.
  ///   - gradient: An array of `parameterCount` numbers.
  ///   - workspace: Buffers made by `makeWorkspace`.
  func accumulateScore(
    prompt: Int, slots: Range<Int>, tokens: [Int], tokenWeights: [Double],
    into gradient: inout [Double], workspace: inout Workspace)

  /// Writes the probabilities of all completions of one prompt.
  ///
  /// A completion's number has its tokens as digits in base V, the first the most significant, as
  /// in `SequencePolicy`. The probabilities sum to 1 up to rounding.
  ///
  /// Complexity: O(`completionCount`) steps of the policy.
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - values: Receives `completionCount` probabilities.
  ///   - workspace: Buffers made by `makeWorkspace`.
  /// - Precondition: `completionCount` is at most `SequencePolicy.outcomeLimit`.
  func probabilities(prompt: Int, into values: inout [Double], workspace: inout Workspace)
}

extension PromptedPolicy {
  /// nil: every completion has T tokens.
  public var endToken: Int? { nil }

  /// How many tokens the completion in a slot has, the end token included.
  public func tokenCount(slot: Int, of tokens: [Int]) -> Int {
    guard let endToken else { return length }
    for position in 0..<length where tokens[slot * length + position] == endToken {
      return position + 1
    }
    return length
  }

  /// The number of completions of a prompt, V^T; saturates at `Int.max`.
  public var completionCount: Int {
    var count = 1
    for _ in 0..<length {
      let (product, overflow) = count.multipliedReportingOverflow(by: vocabulary)
      if overflow { return .max }
      count = product
    }
    return count
  }

  /// Whether the completions of a prompt are few enough to be enumerated.
  public var isEnumerable: Bool { completionCount <= SequencePolicy.outcomeLimit }

  /// The parameters that a prompt depends on: all of them, unless the policy says otherwise.
  public func parameters(ofPrompt prompt: Int) -> Range<Int> { 0..<parameterCount }

  /// Changes all parameters at once, in place.
  public mutating func update(_ body: (inout [Double]) -> Void) { body(&parameters) }

  /// Adds `scale * direction` to the parameters, in place.
  ///
  /// - Parameters:
  ///   - direction: `parameterCount` numbers.
  ///   - scale: The size of the step.
  public mutating func add(_ direction: [Double], scale: Double) {
    precondition(direction.count == parameterCount, "one number for each parameter")
    update { parameters in
      for index in parameters.indices { parameters[index] += scale * direction[index] }
    }
  }

  /// Writes the tokens of a completion, the digits of its number in base V, into a slot.
  public func write(completion: Int, slot: Int, into tokens: inout [Int]) {
    precondition(0..<completionCount ~= completion, "no such completion")
    var remainder = completion
    for position in (0..<length).reversed() {
      tokens[slot * length + position] = remainder % vocabulary
      remainder /= vocabulary
    }
  }

  /// The number of the completion in a slot, the inverse of `write(completion:slot:into:)`.
  public func completion(slot: Int, of tokens: [Int]) -> Int {
    tokens[slot * length..<(slot + 1) * length].reduce(0) { $0 * vocabulary + $1 }
  }
}
