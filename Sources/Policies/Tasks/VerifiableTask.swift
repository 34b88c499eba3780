/// A task with many prompts and a rule that verifies each completion.
///
/// A completion has the form
///
///     opening, answer, end, end, ...        T tokens
///
/// with token 0 for `end`. What a completion answers is read leniently, as graders of language
/// models do: the tokens before the first `end`, without the opening. The reward has three
/// components, each with its own maximum, so that each can be dithered on its own scale:
///
///     correctness   the answer is the expected one
///     format        exactly the form above, with an answer of at least one token
///     progress      the share of the expected answer before the first mistake
///
/// Prompts are ordered by their level of difficulty, the easy ones first.
public struct VerifiableTask: Sendable {
  /// The token that ends an answer.
  public static let end = 0

  /// The components of the reward, in order.
  public static let componentNames = ["correctness", "format", "progress"]

  /// The name of the task.
  public let name: String
  /// The tokens of each prompt.
  public let prompts: [[Int]]
  /// The expected answer of each prompt.
  public let answers: [[Int]]
  /// The level of difficulty of each prompt, from 1.
  public let levels: [Int]
  /// The tokens in front of each prompt's answer; empty in most tasks.
  public let openings: [[Int]]
  /// The number of different tokens of a completion, V.
  public let vocabulary: Int
  /// The number of tokens of every completion, T.
  public let length: Int
  /// The spelling of each token, those of completions first.
  public let symbols: [String]
  /// The maximum of each component, not negative; 0 switches a component off.
  public let componentMaxima: [Double]

  init(
    name: String, items: [Item], vocabulary: Int, symbols: [String], componentMaxima: [Double]
  ) throws(PolicyError) {
    try Self.validate(componentMaxima)
    let items = Self.byLevel(items)
    self.name = name
    prompts = items.map(\.prompt)
    answers = items.map(\.answer)
    levels = items.map(\.level)
    openings = items.map(\.opening)
    self.vocabulary = vocabulary
    // One more for `end`, without which the longest answer could not have the format.
    length = items.map { $0.opening.count + $0.answer.count }.max()! + 1
    self.symbols = symbols
    self.componentMaxima = componentMaxima
  }

  /// A prompt with what is expected of it.
  struct Item {
    var level: Int
    var prompt: [Int]
    var answer: [Int]
    var opening: [Int] = []
  }

  private static func byLevel(_ items: [Item]) -> [Item] {
    // `sort` does not promise to keep the order of equals.
    Set(items.map(\.level)).sorted().flatMap { level in items.filter { $0.level == level } }
  }

  private static func validate(_ maxima: [Double]) throws(PolicyError) {
    guard maxima.count == componentNames.count else {
      throw .wrongCount(
        field: "component maxima", expected: componentNames.count, found: maxima.count)
    }
    if let value = maxima.first(where: { !$0.isFinite || $0 < 0 }) {
      throw .unusable(
        field: "component maxima", value: value, reason: "must be finite and not negative")
    }
  }

  /// The completion with the full reward.
  public func solution(ofPrompt prompt: Int) -> [Int] {
    let written = openings[prompt] + answers[prompt]
    return written + [Int](repeating: Self.end, count: length - written.count)
  }

  /// The components of the reward of a completion.
  ///
  /// - Parameters:
  ///   - prompt: A prompt.
  ///   - tokens: The T tokens of a completion, each in `0..<vocabulary`.
  public func reward(prompt: Int, tokens: some Collection<Int>) -> [Double] {
    precondition(tokens.count == length, "one token for each position")
    let opening = openings[prompt]
    let isOpened = tokens.starts(with: opening)
    let body = isOpened ? tokens.dropFirst(opening.count) : tokens.dropFirst(0)
    let answer = body.prefix { $0 != Self.end }
    let rest = body.dropFirst(answer.count)
    let isFormatted =
      isOpened && !answer.isEmpty && !rest.isEmpty && rest.allSatisfy { $0 == Self.end }
    let expected = answers[prompt]
    let shares = [
      answer.elementsEqual(expected) ? 1 : 0,
      isFormatted ? 1 : 0,
      Double(commonPrefixLength(answer, expected)) / Double(expected.count),
    ]
    return zip(shares, componentMaxima).map(*)
  }

  /// The tokens as a person reads them.
  public func text(_ tokens: some Sequence<Int>) -> String {
    tokens.map { symbols[$0] }.joined(separator: " ")
  }
}
