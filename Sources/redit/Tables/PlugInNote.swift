import Analysis

/// Says of a prompt set whose pass rates were observed that they are taken for true.
struct PlugInNote {
  private let counts: PassRateCounts
  /// By group size.
  private var known: [Int: String] = [:]

  /// Nil for no set, or one that does not say how many completions stand behind a rate.
  init?(of table: PromptTable?) {
    guard let table, table.names.count > 1, let counts = try? table.counts() else { return nil }
    self.counts = counts
  }

  /// Adds to a row of the set what its completions say of the silent groups.
  mutating func add(to row: inout SweepRow) {
    guard row.policy == "all" else { return }
    let size = row.setting.groupSize
    let note = known[size] ?? Self.text(counts, groupSize: size)
    known[size] = note
    row.notes.append(note)
  }

  /// The same of all rows.
  static func add(to rows: [SweepRow], of table: PromptTable?) -> [SweepRow] {
    guard var note = PlugInNote(of: table) else { return rows }
    return rows.map { row in
      var row = row
      note.add(to: &row)
      return row
    }
  }

  private static func text(_ counts: PassRateCounts, groupSize: Int) -> String {
    let (few, many) = (counts.fewestCompletions, counts.mostCompletions)
    let number = few == many ? "\(few)" : "\(few) to \(many)"
    let start = "pass rates observed in \(number) completions are taken for true"
    guard let unbiased = counts.unbiasedSilentShare(groupSize: groupSize) else {
      return start + ", which makes silent groups too many"
    }
    return start + ", which makes silent groups too many (unbiased: "
      + NumberText.withError(unbiased) + ")"
  }
}

extension PromptTable {
  /// The counts behind the pass rates.
  ///
  /// - Throws: ``CSVError`` for the first row without a number of completions, or whose rate is no
  ///   whole number of them; `AnalysisError` for numbers out of range.
  func counts() throws -> PassRateCounts {
    var correct: [Int] = []
    correct.reserveCapacity(names.count)
    for index in names.indices {
      let total = Double(completions[index])
      guard total > 0 else {
        throw CSVError(
          lines[index], "no number of completions behind the pass rate (--completions-column)")
      }
      let product = passRates[index] * total
      // Rates are written rounded: 0.333 of 9 completions is 2.997.
      guard abs(product - product.rounded()) < 0.1 else {
        throw CSVError(
          lines[index],
          "\(passRateColumn.oneLine()) \(passRates[index]) of \(completions[index]) completions is no "
            + "whole number of correct ones (--pass-rate-column names the rates observed)")
      }
      correct.append(Int(product.rounded()))
    }
    return try PassRateCounts(correct: correct, completions: completions, weights: weights)
  }
}
