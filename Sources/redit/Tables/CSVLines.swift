/// The rows of a table as lines of CSV, one after another: of a row that is written nothing is kept but what rows of
/// the same key have in common.
struct CSVLines<Row> {
  private let columns: [Column<Row>]
  private let key: @Sendable (Row) -> AnyObject?
  /// What stands behind the first cell, by key; keys are held, lest another gets the address of one that is gone.
  private var known: [ObjectIdentifier: (key: AnyObject, rest: [UInt8])] = [:]

  /// Keys beyond these are written anew: prompts that all differ do not stand in memory together.
  private static var keptKeys: Int { 4096 }

  init(_ columns: [Column<Row>], key: @escaping @Sendable (Row) -> AnyObject?) {
    self.columns = columns
    self.key = key
  }

  /// The names of the columns.
  func header(to text: inout ByteText) {
    text.write(columns.map(\.name).joined(separator: ",") + "\n")
  }

  mutating func append(_ row: Row, to text: inout ByteText) {
    columns[0].cell(row).append(to: &text)
    guard let key = key(row) else { return appendRest(row, to: &text) }
    if let found = known[ObjectIdentifier(key)] { return text.append(found.rest) }
    let start = text.bytes.count
    appendRest(row, to: &text)
    if known.count < Self.keptKeys {
      known[ObjectIdentifier(key)] = (key, Array(text.bytes[start...]))
    }
  }

  private func appendRest(_ row: Row, to text: inout ByteText) {
    for column in columns.dropFirst() {
      text.append(UInt8(ascii: ","))
      column.cell(row).append(to: &text)
    }
    text.append(UInt8(ascii: "\n"))
  }
}
