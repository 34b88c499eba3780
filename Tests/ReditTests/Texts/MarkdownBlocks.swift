/// A fenced block of a Markdown text.
struct MarkdownBlock: Equatable {
  /// What stands after the opening fence: "swift", "text".
  let language: String
  let text: String
  /// Of the first line inside, counted from 1.
  let line: Int

  /// The lines inside.
  var lines: Range<Int> {
    line..<(line + text.split(separator: "\n", omittingEmptySubsequences: false).count - 1)
  }

  /// The blocks of a text, in order.
  static func all(in markdown: String) -> [MarkdownBlock] {
    var blocks: [MarkdownBlock] = []
    var open: (language: String, start: Int, lines: [Substring])?
    let all = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in all.enumerated() {
      guard line.hasPrefix("```") else {
        open?.lines.append(line)
        continue
      }
      if let block = open {
        let text = block.lines.map { $0 + "\n" }.joined()
        blocks.append(MarkdownBlock(language: block.language, text: text, line: block.start))
        open = nil
      } else {
        open = (String(line.dropFirst(3)), index + 2, [])
      }
    }
    return blocks
  }

  /// Lines that are neither blank nor a comment.
  var codeLines: [Substring] {
    text.split(separator: "\n").filter { line in
      let start = line.drop(while: \.isWhitespace)
      return !start.isEmpty && !start.hasPrefix("//")
    }
  }
}
