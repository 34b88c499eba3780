/// A block of a page for people: a title with its verdict, and lines below.
struct TextSection {
  let title: String
  let verdict: String
  /// Label and text; a line without a label stands as it is.
  var lines: [(label: String, text: String)]

  /// Where texts begin.
  var column = 12

  func text(width: Int?) -> String {
    let top =
      verdict.isEmpty ? title : (title.padded(to: column) + verdict).hanging(column, width)
    let rest = lines.map { line in
      line.label.isEmpty
        ? ("  " + line.text).hanging(2, width)
        : ("  " + line.label.padded(to: column) + line.text).hanging(column + 2, width)
    }
    return ([top] + rest).joined(separator: "\n")
  }

  /// A page of blocks.
  ///
  /// - Parameters:
  ///   - headings: lines above them.
  ///   - notes: lines below, each of which begins with its own word.
  static func page(
    _ headings: [String], _ sections: [TextSection], notes: String, width: Int?
  ) -> String {
    let top = headings.map { $0.hanging(0, width) }.joined(separator: "\n")
    let bottom = notes.split(separator: "\n").map { String($0).hanging(6, width) }.joined(
      separator: "\n")
    let parts = [top] + sections.map { $0.text(width: width) } + [bottom]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
}

extension String {
  /// With spaces up to so many columns, one at least.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - columns))
  }

  /// Broken between words; lines after the first stand so many columns in.
  func hanging(_ indent: Int, _ width: Int?) -> String {
    guard let width, columns > width else { return self }
    // What stands before the text of the first line keeps its spaces.
    let head = String(prefix(indent))
    let room = max(20, width - indent)
    let body = String(dropFirst(indent)).wrapped(to: room).split(separator: "\n")
    return head + body.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}
