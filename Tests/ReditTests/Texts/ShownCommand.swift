import Foundation

/// A command that a Markdown file shows its reader.
struct ShownCommand: Equatable {
  let line: Int
  let text: String

  /// The program, without its folder.
  var program: String {
    String(text.prefix { $0 != " " }.split(separator: "/").last ?? "")
  }

  var arguments: [String] { text.split(separator: " ").dropFirst().map(String.init) }

  /// The commands in blocks of a shell, and the indented lines that begin with a program we know or
  /// a path in the project.
  ///
  /// A backslash at the end of a line in a block continues it; comments are left out.
  static func all(in markdown: String) -> [ShownCommand] {
    let blocks = MarkdownBlock.all(in: markdown)
    let fenced = blocks.filter { shells.contains($0.language) }.flatMap(commands)
    let indented = lines(of: markdown).filter { number, line in
      line.wholeMatch(of: program) != nil && !blocks.contains { $0.lines.contains(number) }
    }.map { ShownCommand(line: $0, text: withoutComment($1)) }
    return (fenced + indented).sorted { $0.line < $1.line }
  }

  /// The `redit` commands in spans of code: what is named in passing, perhaps with placeholders.
  static func mentions(in markdown: String) -> [ShownCommand] {
    let span = #/`((?:\.build/release/)?redit [^`]+)`/#
    return lines(of: markdown).flatMap { number, line in
      line.matches(of: span).map { ShownCommand(line: number, text: String($0.1)) }
    }
  }

  private static let shells: Set = ["console", "bash", "sh", "shell"]

  private static var program: Regex<Substring> {
    #/^ {4}(?:make|redit|swift|python3|(?:\.build|\.ci|Benchmarks|data|proofs)\/\S+) .*/#
  }

  private static func commands(of block: MarkdownBlock) -> [ShownCommand] {
    var found: [ShownCommand] = []
    var begun: ShownCommand?
    for (number, line) in lines(of: block.text) {
      let part = withoutComment(line)
      guard !part.isEmpty else { continue }
      let text = (begun.map { $0.text + " " } ?? "") + part
      let start = begun?.line ?? block.line + number - 1
      begun = text.hasSuffix("\\") ? ShownCommand(line: start, text: trimmed(text.dropLast())) : nil
      if begun == nil { found.append(ShownCommand(line: start, text: text)) }
    }
    return found
  }

  private static func lines(of text: String) -> [(number: Int, line: Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      ($0 + 1, $1)
    }
  }

  private static func withoutComment(_ line: Substring) -> String {
    trimmed(line.prefix(upTo: line.firstRange(of: #/(?:^|\s)#/#)?.lowerBound ?? line.endIndex))
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }
}
