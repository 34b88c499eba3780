/// The rows of a table as lines of CSV, one after another: of a row that is written nothing is kept but what rows of
/// the same key, or of the same setting, have in common.
struct CSVLines<Row> {
  private let names: [String]
  private let first: @Sendable (Row) -> Cell
  /// Those behind the first, and whether each is the same in all rows of a setting.
  private let cells: [(cell: @Sendable (Row) -> Cell, isOfSetting: Bool)]
  /// Those of them that are not, and the place of each among the numbers of a row.
  private let own: [@Sendable (Row) -> Cell]
  private let places: [Int?]
  private let keys: Table<Row>.Keys
  /// What stands behind the first cell, by key; keys are held, lest another gets the address of one that is gone.
  private var known: [ObjectIdentifier: (key: AnyObject, rest: [UInt8])] = [:]
  /// What stands around the cells of a row's own, by setting.
  private var frames: RowFrames
  /// Of those that are numbers.
  private var recent: RecentDigits

  /// Keys and settings beyond these are written anew: prompts that all differ do not stand in memory together.
  private static var keptKeys: Int { 4096 }

  init(_ columns: [Column<Row>], keys: Table<Row>.Keys) {
    names = columns.map(\.name)
    first = columns[0].cell
    cells = columns.dropFirst().map { ($0.cell, $0.isOfSetting) }
    let own = columns.dropFirst().filter { !$0.isOfSetting }
    self.own = own.map(\.cell)
    places = own.map(\.number)
    self.keys = keys
    frames = RowFrames(pieces: own.count + 1)
    recent = RecentDigits(columns: own.count)
  }

  /// The names of the columns.
  func header(to text: inout ByteText) {
    text.write(names.joined(separator: ",") + "\n")
  }

  mutating func append(_ row: Row, to text: inout ByteText) {
    first(row).append(to: &text)
    guard let key = keys.row(row) else { return appendRest(row, to: &text) }
    if let found = known[ObjectIdentifier(key)] { return text.append(found.rest) }
    let start = text.count
    appendRest(row, to: &text)
    if known.count < Self.keptKeys {
      known[ObjectIdentifier(key)] = (key, text.bytes(from: start))
    }
  }

  private mutating func appendRest(_ row: Row, to text: inout ByteText) {
    guard let setting = keys.setting(row), let frame = frame(of: setting, row) else {
      for (cell, _) in cells {
        text.append(UInt8(ascii: ","))
        cell(row).append(to: &text)
        text.hashSome()
      }
      return text.append(UInt8(ascii: "\n"))
    }
    let numbers = keys.numbers(row)
    frames.forEachPiece(at: frame) { place, piece in
      text.append(piece)
      guard place < places.count else { return }
      // Right before the digits: no counting of references, which waits for all before it, stands between.
      text.hashSome()
      guard let number = places[place] else { return own[place](row).append(to: &text) }
      let value = numbers[number]
      if !value.isNaN { recent.append(value, column: place, to: &text) }
    }
  }

  /// Where the pieces around the cells of a row's own are; nil where there are too many to keep.
  private mutating func frame(of setting: AnyObject, _ row: Row) -> Int? {
    if let found = frames.place(of: setting) { return found }
    guard frames.count < Self.keptKeys else { return nil }
    var rest = cells[...]
    return frames.add(setting) { text in
      while let (cell, isOfSetting) = rest.popFirst() {
        text.append(UInt8(ascii: ","))
        if !isOfSetting { return }
        cell(row).append(to: &text)
      }
      text.append(UInt8(ascii: "\n"))
    }
  }
}
