/// What was passed over while reading, counted.
final class ReadingNotes {
  /// Sentences that are known before the rows are read.
  var sentences: [String] = []
  /// Files whose last record is cut off, with its line.
  var cut: [(file: String, line: Int)] = []
  /// Steps that repeat the one before them.
  var repeatedSteps = 0
  /// Steps that equal the one before them in so few texts that it may be chance.
  var equalSteps = 0
  /// Records whose lists are of different length.
  var unevenLists = 0
  /// Whether a log without steps is taken in portions.
  var cutsSteps = false
  /// Groups of such a log that have rows in two portions.
  var returnedGroups = 0
  /// Lists of one number a token that are not constant.
  var variedTokens = 0
  /// Columns that hold text in some rows, with the first place.
  var textColumns: [(name: String, file: String, line: Int)] = []

  /// Notes that a column which may be a reward holds text.
  func text(in name: String, file: String, line: Int) {
    if !textColumns.contains(where: { $0.name == name }) { textColumns.append((name, file, line)) }
  }

  /// Notes a file that has no records, behind one that has.
  func emptyFile(_ path: String) { sentences.append("\(path) is empty") }

  /// All of it, in sentences.
  var all: [String] {
    var all = sentences
    if let first = cut.first {
      all.append(
        cut.count == 1
          ? "\(first.file):\(first.line): the last record is cut off: skipped"
          : "the last record of \(cut.count) files is cut off: skipped, first"
            + " \(first.file):\(first.line)"
      )
    }
    if repeatedSteps > 0 {
      all.append("\(Self.count(repeatedSteps, "step")) with the rows of the step before: dropped")
    }
    if equalSteps > 0 {
      all.append(
        "\(Self.count(equalSteps, "step")) with the few texts and the rewards of the step before:"
          + " kept"
      )
    }
    if cutsSteps {
      all.append(
        "no step is logged: some \(StepPortions.usual) rows at a time are taken for one")
    }
    if returnedGroups > 0 {
      all.append(
        "\(Self.count(returnedGroups, "group key")) come back after so many rows: groups of their own"
      )
    }
    if unevenLists > 0 {
      all.append(
        "lists of different length in \(Self.count(unevenLists, "record")):"
          + " as many rows as the shortest"
      )
    }
    if variedTokens > 0 {
      all.append(
        "\(Self.count(variedTokens, "value")) differ from token to token: taken as missing")
    }
    for (name, file, line) in textColumns {
      all.append("column \(name) holds text, first in \(file):\(line): taken as missing")
    }
    return all
  }

  private static func count(_ count: Int, _ word: String) -> String {
    "\(count) \(word)\(count == 1 ? "" : "s")"
  }
}
