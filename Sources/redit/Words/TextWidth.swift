extension Character {
  /// Columns it takes on a terminal: 2 for East Asian wide characters and pictures.
  var columns: Int {
    guard let scalar = unicodeScalars.first?.value, scalar >= 0x1100 else { return 1 }
    let wide: [ClosedRange<UInt32>] = [
      0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]
    return wide.contains { $0.contains(scalar) } ? 2 : 1
  }
}

extension String {
  /// Columns it takes on a terminal.
  var columns: Int { isPlain ? utf8.count : reduce(0) { $0 + $1.columns } }

  /// Whether it is printable ASCII, a column each: what nearly every cell is, and quickly told.
  private var isPlain: Bool {
    let plain: ClosedRange<UInt8> = 0x20...0x7E
    return utf8.withContiguousStorageIfAvailable { $0.allSatisfy(plain.contains) }
      ?? utf8.allSatisfy(plain.contains)
  }

  /// In one line: breaks and tabs become spaces, other control characters a mark, so that no text
  /// of a file can break a table or steer the terminal.
  var inOneLine: String {
    guard !isPlain,
      unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      return self
    }
    return String(
      map { character -> Character in
        if character.isNewline || character == "\t" { return " " }
        let isControl = character.unicodeScalars.contains {
          $0.properties.generalCategory == .control
        }
        return isControl ? "\u{FFFD}" : character
      })
  }

  /// At most so many columns, with an ellipsis where something is left out.
  func shortened(to width: Int) -> String {
    guard columns > width else { return self }
    var kept = ""
    var room = width - 1
    for character in self {
      room -= character.columns
      if room < 0 { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// Broken between words into lines of at most so many columns, those after the first of an indented
  /// paragraph two columns further in; unchanged for nil.
  func wrapped(to width: Int?) -> String {
    guard let width else { return self }
    return split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).wrappedLine(to: width) }.joined(separator: "\n")
  }

  private func wrappedLine(to width: Int) -> String {
    guard columns > width else { return self }
    let indent = String(prefix { $0 == " " })
    let room = indent.isEmpty ? width : max(1, width - indent.count - 2)
    let words = split(separator: " ").map { String($0).shortened(to: room) }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.columns + 1 + word.columns <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append((lines.isEmpty || indent.isEmpty ? indent : indent + "  ") + word)
      }
    }
    return lines.joined(separator: "\n")
  }
}
