import Platform

/// Values as JSON, in the one way that all files of the tool have: names sorted, and `inf`, `-inf`,
/// `nan` as texts, since JSON has no such numbers.
enum JSONText {
  enum Layout {
    /// Indented, one name a line.
    case pages
    /// On one line.
    case line
  }

  static func data(_ value: some Encodable, _ layout: Layout = .pages) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if layout == .pages { encoder.outputFormatting.insert(.prettyPrinted) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value)
  }

  /// With a line break at its end.
  static func text(_ value: some Encodable, _ layout: Layout = .pages) throws -> String {
    String(decoding: try data(value, layout), as: UTF8.self) + "\n"
  }

  /// A text with its quotes, on one line.
  static func word(_ text: String) throws -> String {
    String(decoding: try data(text, .line), as: UTF8.self)
  }
}
