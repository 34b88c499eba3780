/// Text on its way into a gnuplot script.
extension String {
  /// Text for gnuplot: in single quotes nothing is expanded or run; control characters go.
  ///
  /// An apostrophe becomes the typographic one: gnuplot reads a doubled quote at the start of a
  /// text as its end.
  var quotedForGnuplot: String {
    let printable = unicodeScalars.map { $0.properties.generalCategory.isControl ? " " : $0 }
    let plain = String(String.UnicodeScalarView(printable))
    return "'" + plain.replacing("'", with: "\u{2019}") + "'"
  }

  /// In lines of at most `width` characters, broken at spaces, words that are longer within; of more
  /// than `most` lines the last one ends in an ellipsis.
  func wrapped(at width: Int, most: Int = .max) -> [String] {
    let words = split(separator: " ").flatMap { word in
      stride(from: 0, to: word.count, by: width).map { word.dropFirst($0).prefix(width) }
    }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    guard lines.count > most else { return lines }
    return lines.prefix(most - 1) + [(lines[most - 1] + " …").cut(to: width)]
  }

  /// At most `length` characters, the last one an ellipsis where some are left out.
  func cut(to length: Int) -> String { count <= length ? self : prefix(length - 1) + "…" }
}

extension Unicode.GeneralCategory {
  /// What has no place in a line of text.
  fileprivate var isControl: Bool {
    [.control, .lineSeparator, .paragraphSeparator, .surrogate].contains(self)
  }
}

extension [PlotTick] {
  /// As `set xtics` takes them.
  var forGnuplot: String {
    map { tick in
      guard let label = tick.label else { return "'' \(tick.position) 1" }
      // gnuplot takes the label of a mark for a format.
      return "\(label.replacing("%", with: "%%").quotedForGnuplot) \(tick.position)"
    }.joined(separator: ", ")
  }
}
