/// Text as a field of a CSV file.
enum CSVText {
  /// RFC 4180: quotes around text with a comma, a quote or a line break.
  static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
