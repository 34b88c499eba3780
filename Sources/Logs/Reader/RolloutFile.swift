/// What one file of a log comes to, without its texts: the numbers and hashes of its rows, what was passed over,
/// and what the file was.
///
/// It is the same on every machine, bit for bit, and stays so through JSON. ``RolloutJoin`` makes the steps of a
/// log of all its files.
public struct RolloutFile: Codable, Hashable, Sendable {
  /// What was passed over.
  struct Notes: Codable, Hashable, Sendable {
    struct TextColumn: Codable, Hashable, Sendable {
      let name: String
      let line: Int
    }

    /// The line of a last record that is cut off.
    var cut: Int?
    var unevenLists = 0
    var variedTokens = 0
    var textColumns: [TextColumn] = []
  }

  /// Of the file.
  let hash: String
  /// Of the file.
  let bytes: Int
  /// Whether there is nothing in it, not even a header.
  let isEmpty: Bool
  let notes: Notes
  /// How many there are.
  let rows: Int
  /// ``PackedWords``, one text for each of ``FileRows/slots``.
  let columns: [String]

  init(_ rows: FileRows, isEmpty: Bool, _ notes: ReadingNotes, _ hash: ContentHash) {
    self.hash = hash.text
    bytes = hash.count
    self.isEmpty = isEmpty
    self.rows = rows.count
    columns = rows.words.map(PackedWords.text)
    self.notes = Notes(
      cut: notes.cut.first?.line, unevenLists: notes.unevenLists, variedTokens: notes.variedTokens,
      textColumns: notes.textColumns.map { .init(name: $0.name, line: $0.line) })
  }

  /// The words of all rows, those of one column after those of another; nil where there are not as many as there
  /// should be.
  func words(columns count: Int) -> [UInt64]? {
    guard columns.count == count, rows >= 0 else { return nil }
    var words: [UInt64] = []
    for column in columns {
      guard PackedWords.append(column, count: rows, to: &words) else { return nil }
    }
    return words
  }
}
