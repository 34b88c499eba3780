/// What an error says, made fit for a terminal: one line, no control characters, long values cut.
enum ErrorLine {
  /// Longest word, and longest line, in characters.
  static let longestWord = 160
  static let longestLine = 900

  static func text(_ message: String) -> String {
    let words = message.split(whereSeparator: \.isNewline).joined(separator: " ")
      .split(separator: " ", omittingEmptySubsequences: false)
      .map { cut(visible($0), to: longestWord) }
    return cut(words.joined(separator: " "), to: longestLine)
  }

  /// The beginning and the end, and how long it was.
  private static func cut(_ text: String, to limit: Int) -> String {
    let count = text.count
    if count <= limit { return text }
    return "\(text.prefix(limit / 2))...\(text.suffix(limit / 4)) (\(count) characters)"
  }

  private static func visible(_ word: Substring) -> String {
    if word.unicodeScalars.allSatisfy({ !isHidden($0) }) { return String(word) }
    return word.unicodeScalars.map { isHidden($0) ? $0.escaped(asASCII: true) : "\($0)" }.joined()
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
  }
}
