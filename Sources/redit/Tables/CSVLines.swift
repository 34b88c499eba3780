/// The rows of a table as lines of CSV, one after another: of a row that is written nothing is kept but what rows of
/// the same key, or of the same setting, have in common.
struct CSVLines<Row> {
  private let names: [String]
  private let first: @Sendable (Row) -> Cell
  /// Those behind the first, and whether each is the same in all rows of a setting.
  private let cells: [(cell: @Sendable (Row) -> Cell, isOfSetting: Bool)]
  /// Those of them that are not.
  private let own: [@Sendable (Row) -> Cell]
  private let keys: Table<Row>.Keys
  /// What stands behind the first cell, by key; keys are held, lest another gets the address of one that is gone.
  private var known: [ObjectIdentifier: (key: AnyObject, rest: [UInt8])] = [:]
  /// What stands around the cells of a row's own, by setting.
  private var frames: [ObjectIdentifier: (setting: AnyObject, frame: Frame)] = [:]

  /// Keys and settings beyond these are written anew: prompts that all differ do not stand in memory together.
  private static var keptKeys: Int { 4096 }

  /// The cells that rows of a setting have in common, with the commas: one piece before each cell of a row's own, one
  /// behind them.
  private struct Frame {
    var bytes: [UInt8] = []
    var ends: [Int] = []
  }

  init(_ columns: [Column<Row>], keys: Table<Row>.Keys) {
    names = columns.map(\.name)
    first = columns[0].cell
    cells = columns.dropFirst().map { ($0.cell, $0.isOfSetting) }
    own = columns.dropFirst().filter { !$0.isOfSetting }.map(\.cell)
    self.keys = keys
  }

  /// The names of the columns.
  func header(to text: inout ByteText) {
    text.write(names.joined(separator: ",") + "\n")
  }

  mutating func append(_ row: Row, to text: inout ByteText) {
    first(row).append(to: &text)
    guard let key = keys.row(row) else { return appendRest(row, to: &text) }
    if let found = known[ObjectIdentifier(key)] { return text.append(found.rest) }
    let start = text.bytes.count
    appendRest(row, to: &text)
    if known.count < Self.keptKeys {
      known[ObjectIdentifier(key)] = (key, Array(text.bytes[start...]))
    }
  }

  private mutating func appendRest(_ row: Row, to text: inout ByteText) {
    guard let setting = keys.setting(row), let frame = frame(of: setting, row) else {
      for (cell, _) in cells {
        text.append(UInt8(ascii: ","))
        cell(row).append(to: &text)
      }
      return text.append(UInt8(ascii: "\n"))
    }
    var start = 0
    for place in own.indices {
      text.append(frame.bytes, start..<frame.ends[place])
      own[place](row).append(to: &text)
      start = frame.ends[place]
    }
    text.append(frame.bytes, start..<frame.bytes.count)
  }

  /// nil where there are too many to keep.
  private mutating func frame(of setting: AnyObject, _ row: Row) -> Frame? {
    if let found = frames[ObjectIdentifier(setting)] { return found.frame }
    guard frames.count < Self.keptKeys else { return nil }
    var (text, frame) = (ByteText(), Frame())
    for (cell, isOfSetting) in cells {
      text.append(UInt8(ascii: ","))
      if isOfSetting {
        cell(row).append(to: &text)
      } else {
        frame.ends.append(text.bytes.count)
      }
    }
    text.append(UInt8(ascii: "\n"))
    frame.bytes = text.bytes
    frames[ObjectIdentifier(setting)] = (setting, frame)
    return frame
  }
}
