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

  func values(of tokens: [Int]) -> [Double] {
    // At least 1: `validate(for:)` asks for two tokens.
    let answer = target.count - 1
    let matches = (0..<answer).count { tokens[$0] == target[$0] }
    let shares = [
      tokens[answer] == target[answer] ? 1 : 0,
      (tokens[answer] - target[answer]).isMultiple(of: 2) ? 1 : 0,
      matches == answer ? 1 : 0,
      tokens[0] == target[0] ? 1 : 0,
      Double(matches) / Double(answer),
    ]
    return zip(shares, Self.maxima).map(*)
  }
}
