/// One column of a table: the only place that says how it is called, what it is and what stands in it.
struct Column<Row>: Sendable {
  /// In the header of the CSV and as the name in JSON.
  let name: String
  /// Of its numbers; empty for words and pure numbers.
  let unit: String
  /// What programs take its cells for.
  let type: ColumnType
  /// A phrase for `redit columns` and data/README.
  let meaning: String
  /// Where the column is not always there.
  var presence: Presence? = nil
  /// Whether its cells are the same in all rows of a setting (`Table.Keys`).
  private(set) var isOfSetting = false
  /// Where its cells stand among the numbers of a row (`Table.Keys`); nil for one that is not among them.
  private(set) var number: Int?
  let cell: @Sendable (Row) -> Cell

  init(
    _ name: String, _ unit: String = "", _ meaning: String, only presence: Presence? = nil,
    type: ColumnType? = nil, _ cell: @escaping @Sendable (Row) -> Cell
  ) {
    self.name = name
    self.unit = unit
    self.type = type ?? ColumnType(of: name)
    self.meaning = meaning
    self.presence = presence
    self.cell = cell
  }

  /// The column, said to be the same in all rows of a setting.
  var ofSetting: Column {
    var column = self
    column.isOfSetting = true
    return column
  }

  /// The column, said to be one of the numbers of a row.
  func of(number: Int) -> Column {
    var column = self
    column.number = number
    return column
  }

  /// When a column is there.
  struct Presence: Sendable {
    /// "with --learning-rate".
    let words: String
    /// Whether a CSV can hold it.
    var isInCSV = true
    /// Whether these rows have it.
    var holds: @Sendable ([Row]) -> Bool = { _ in true }
  }

  /// The column of a table whose rows have such a row in them.
  func of<Other>(_ part: @escaping @Sendable (Other) -> Row) -> Column<Other> {
    let presence = presence.map { own in
      Column<Other>.Presence(words: own.words, isInCSV: own.isInCSV) { own.holds($0.map(part)) }
    }
    return Column<Other>(name, unit, meaning, only: presence, type: type) { cell(part($0)) }
  }
}
