/// A toy model, on token sequences, of the GSM8K reward in the code of arXiv:2506.18631.
///
/// Only the maxima (2, 0.5, 1, 1, 0.5) and the kind of each check, correctness or format, exact or
/// graded, are those of that code; the checks themselves are stand-ins. The last token plays the
/// answer, the tokens before it the format (the tags around the answer):
///
///     correctness    2      the last token is the target's
///     integer        0.5    the last token has the parity of the target's ("is a number")
///     strict format  1      all tokens before the last are the target's
///     soft format    1      the first token is the target's
///     tag count      0.5    the share of the tokens before the last that are the target's
///
/// As in the original, a correct answer is also an integer, strict implies soft and a full tag
/// count, and the components are correlated.
struct ComponentReward {
  static let names = ["correctness", "integer", "strict format", "soft format", "tag count"]
  static let maxima = [2, 0.5, 1, 1, 0.5]

  let target: [Int]

  /// Tokens before the last; at least 1, as `validate(for:)` asks for two.
  var formatLength: Int { target.count - 1 }

  func values(of tokens: [Int]) -> [Double] {
    let last = formatLength
    return values(
      answer: Answer(tokens[last], expected: target[last]),
      matches: (0..<last).count { tokens[$0] == target[$0] }, isOpened: tokens[0] == target[0])
  }

  /// What the last token is worth.
  enum Answer: Int {
    case wrong, integer, correct

    init(_ token: Int, expected: Int) {
      self = token == expected ? .correct : (token - expected).isMultiple(of: 2) ? .integer : .wrong
    }
  }

  /// - Parameters:
  ///   - matches: how many tokens before the last are the target's.
  ///   - isOpened: whether the first is.
  func values(answer: Answer, matches: Int, isOpened: Bool) -> [Double] {
    let shares = [
      answer == .correct ? 1 : 0,
      answer == .wrong ? 0 : 1,
      matches == formatLength ? 1 : 0,
      isOpened ? 1 : 0,
      Double(matches) / Double(formatLength),
    ]
    return zip(shares, Self.maxima).map(*)
  }
}
