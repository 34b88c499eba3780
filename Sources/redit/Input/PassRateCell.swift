/// What a cell of a prompt table says about how often a prompt is answered correctly.
enum PassRateCell: Equatable {
  /// A share, as `0.375` or `37.5%`.
  case share(Double)
  /// So many of so many completions, as `3/8`.
  case count(correct: Int, of: Int)
  /// Nothing: an empty cell, `null`, `NaN`, `None`, `NA`.
  case missing

  /// - Throws: ``CellError`` for anything else, shares out of 0...1 among them.
  init(_ text: String) throws(CellError) {
    let text = text.trimmingBlanks
    if Self.isMissing(text) {
      self = .missing
    } else if let slash = text.firstIndex(of: "/") {
      self = try Self.fraction(text[..<slash], text[text.index(after: slash)...])
    } else {
      let isPercent = text.hasSuffix("%")
      guard let number = Double((isPercent ? text.dropLast() : text[...]).trimmingSpaces) else {
        throw CellError(
          text.contains(",")
            ? "is not a number (a decimal comma? write a point)"
            : "is not a number (write 0.375, 3/8 or 37.5%)")
      }
      let share = isPercent ? number / 100 : number
      guard 0...1 ~= share else {
        throw CellError(
          1 < share && share <= 100
            ? "must lie in 0...1 (of a hundred? write 37.5%)" : "must lie in 0...1")
      }
      self = .share(share)
    }
  }

  /// The share that was observed; nil where there is none.
  var share: Double? {
    switch self {
    case .share(let share): share
    case .count(let correct, let total): Double(correct) / Double(total)
    case .missing: nil
    }
  }

  /// Whether a cell says that it says nothing.
  static func isMissing(_ text: String) -> Bool {
    // No word of the list is longer; most cells are spared the small letters.
    text.utf8.count <= 4
      && ["", "null", "nan", "none", "na", "n/a", "nil", "-"].contains(text.lowercased())
  }

  private static func fraction(
    _ correct: Substring, _ total: Substring
  ) throws(CellError) -> PassRateCell {
    guard let correct = Int(correct.trimmingSpaces), let total = Int(total.trimmingSpaces),
      total >= 1, 0...total ~= correct
    else { throw CellError("is not so many of so many, as 3/8") }
    return .count(correct: correct, of: total)
  }
}

/// Why a cell cannot be used, without its place.
struct CellError: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
