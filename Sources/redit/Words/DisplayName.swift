extension String {
  /// The text as it can stand in an error or note: on one line, without control characters, and of at
  /// most `limit` columns.
  func oneLine(limit: Int = 60) -> String {
    String(prefix(2 * limit)).inOneLine.shortened(to: limit)
  }
}
