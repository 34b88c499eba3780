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

  /// The commands in fences of a shell, and the indented lines that begin with a program we know.
  ///
  /// A backslash at the end of a line continues it; comments are left out.
  static func all(in markdown: String) -> [ShownCommand] {
    var found: [ShownCommand] = []
    var fence: Substring?
    var begun: ShownCommand?
    for (index, line) in markdown.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if line.hasPrefix("```") {
        fence = fence == nil ? line.dropFirst(3) : nil
        continue
      }
      guard let shown = shown(line, in: fence, continues: begun != nil) else { continue }
      let text = (begun.map { $0.text + " " } ?? "") + shown.text
      let command = ShownCommand(line: begun?.line ?? index + 1, text: text)
      begun = shown.continues ? command : nil
      if !shown.continues { found.append(command) }
    }
    return found
  }

  /// The `redit` commands in spans of code: what is named in passing, perhaps with placeholders.
  static func mentions(in markdown: String) -> [ShownCommand] {
    let span = #/`((?:\.build/release/)?redit [^`]+)`/#
    return markdown.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
      index, line in
      line.matches(of: span).map { ShownCommand(line: index + 1, text: String($0.1)) }
    }
  }

  private static let shells: Set<Substring> = ["console", "bash", "sh", "shell"]
  private static var indented: Regex<Substring> {
    #/^ {4}(?:make|redit|\.build\/release\/redit|swift|python3) .*/#
  }

  private static func shown(_ line: Substring, in fence: Substring?, continues: Bool) -> (
    text: String, continues: Bool
  )? {
    if let fence {
      guard shells.contains(fence) else { return nil }
    } else if !continues, line.wholeMatch(of: indented) == nil {
      return nil
    }
    var text = String(line.split(separator: #/(?:^|\s)#/#, omittingEmptySubsequences: false)[0])
    let continues = text.hasSuffix("\\")
    if continues { text.removeLast() }
    text = text.trimmingCharacters(in: .whitespaces)
    return text.isEmpty && !continues ? nil : (text, continues)
  }
}
