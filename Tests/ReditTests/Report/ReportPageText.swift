import Foundation

/// A page as text, taken apart by pattern.
struct ReportPageText {
  let text: String

  /// The commands shown, as words.
  var commands: [[String]] {
    text.matches(of: #/<code class="command">([^<]*)</code>/#).map {
      Self.words(Self.unescaped(String($0.1)))
    }
  }

  var rowCount: Int { text.matches(of: #/<tbody>(?s).*?</tbody>/#).reduce(0) { $0 + rows($1.0) } }

  private func rows(_ body: Substring) -> Int { body.matches(of: #/<tr>/#).count }

  /// Every value of an attribute, on every element.
  func values(of attribute: String) -> [String] {
    let pattern = try! Regex("\\s\(attribute)=(?:\"([^\"]*)\"|'([^']*)')")
    return text.matches(of: pattern).map { match in
      Self.unescaped(String((match[1].substring ?? match[2].substring)!))
    }
  }

  /// What keeps the page from being well-formed: an end tag without its start tag, or the reverse.
  var tagMistakes: [String] {
    var open: [Substring] = []
    var mistakes: [String] = []
    for match in text.matches(of: #/<(/?)([a-zA-Z0-9]+)(?:\s[^<>]*?)?(/?)>/#) {
      let name = match.2
      if Self.void.contains(String(name)) || match.3 == "/" { continue }
      if match.1.isEmpty {
        open.append(name)
      } else if open.last == name {
        open.removeLast()
      } else {
        mistakes.append("</\(name)> in \(open.last ?? "nothing")")
      }
    }
    return mistakes + open.map { "<\($0)> stays open" }
  }

  private static let void: Set<String> = ["meta", "link", "br", "col"]

  static func unescaped(_ text: String) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      .reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  static func escaped(_ text: String) -> String {
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")]
      .reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  /// A command in words, as a shell splits it: spaces part words, single quotes keep them.
  private static func words(_ command: String) -> [String] {
    var words = [""]
    var isQuoted = false
    var previous: Character = " "
    for character in command {
      if character == "'" && previous != "\\" {
        isQuoted.toggle()
      } else if character == " " && !isQuoted {
        words.append("")
      } else if character != "\\" || isQuoted {
        words[words.count - 1].append(character)
      }
      previous = character
    }
    return words
  }
}
