/// Rows of text in columns that fit a width.
///
/// What every row says alike moves into the line above the table. If the rest is too wide, columns
/// give way by rank and then texts are shortened, in this order:
///
/// 1. texts beyond 32 columns are shortened to that;
/// 2. the columns of the highest rank are left out, then those of the next, but for rank 0;
/// 3. texts are shortened further, the longest first, to 8 columns at least.
struct FittedTable {
  enum Style { case terminal, markdown }

  struct Column {
    let title: String
    /// Numbers stand on the right and are never shortened.
    var isNumber = false
    /// The larger, the sooner left out; 0 never.
    var rank = 0
    /// What stands before the value in the line above, once every row says the same; nil keeps the
    /// column where it is.
    var lift: String?
  }

  /// A table and what did not go into it.
  struct Layout {
    /// What all rows have in common: `G 8`, `cosine 1`.
    let common: [String]
    /// Header, rule and rows, each with its line break.
    let table: String
    /// Titles of the columns left out.
    let hidden: [String]
  }

  let columns: [Column]
  let rows: [[String]]
  /// Columns that the cells take, row by row.
  private let cellWidths: [Int]

  init(_ columns: [Column], rows: [[String]]) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "one cell for each column")
    self.columns = columns
    self.rows = rows.map { $0.map(\.inOneLine) }
    cellWidths = self.rows.flatMap { $0.map(\.columns) }
  }

  /// The table within a width; nil for as wide as it is.
  func layout(_ style: Style, width: Int?) -> Layout {
    let lifted = columns.indices.filter(isCommon)
    var shown = columns.indices.filter { !lifted.contains($0) }
    var widths = columns.indices.map(naturalWidth)
    var hidden: [Int] = []
    if let width {
      for index in shown where !columns[index].isNumber { widths[index] = min(widths[index], 32) }
      while total(shown, widths) > width, let rank = shown.map({ columns[$0].rank }).max(), rank > 0
      {
        hidden += shown.filter { columns[$0].rank == rank }
        shown.removeAll { columns[$0].rank == rank }
      }
      shrink(&widths, shown, to: width)
    }
    return Layout(
      common: lifted.map(common).filter { !$0.isEmpty },
      table: style == .terminal ? text(shown, widths) : markdown(shown),
      hidden: hidden.sorted().map { columns[$0].title })
  }

  /// A heading, the table, and a line that says what is not shown.
  ///
  /// - Parameter heading: made of what all rows have in common.
  func text(_ style: Style, width: Int?, heading: ([String]) -> String) -> String {
    let layout = layout(style, width: width)
    let left = layout.hidden.filter { $0 != "exact" }
    let note = left.isEmpty ? "" : "not shown: \(left.joined(separator: ", ")) (--wide)\n"
    let top = heading(layout.common)
    return (top.isEmpty ? "" : top + "\n\n").wrapped(to: width) + layout.table
      + note.wrapped(to: width)
  }

  private func isCommon(_ index: Int) -> Bool {
    guard columns[index].lift != nil, let first = rows.first else { return false }
    return rows.allSatisfy { $0[index] == first[index] }
  }

  private func common(_ index: Int) -> String {
    let (value, name) = (rows[0][index], columns[index].lift ?? "")
    return value.isEmpty || name.isEmpty ? value : "\(name) \(value)"
  }

  private func naturalWidth(_ index: Int) -> Int {
    stride(from: index, to: cellWidths.count, by: columns.count)
      .reduce(columns[index].title.columns) { max($0, cellWidths[$1]) }
  }

  private func total(_ shown: [Int], _ widths: [Int]) -> Int {
    shown.reduce(shown.count - 1) { $0 + widths[$1] }
  }

  private func shrink(_ widths: inout [Int], _ shown: [Int], to width: Int) {
    while total(shown, widths) > width {
      let texts = shown.filter { !columns[$0].isNumber && widths[$0] > 8 }
      guard let longest = texts.max(by: { widths[$0] < widths[$1] }) else { return }
      widths[longest] -= 1
    }
  }

  private func text(_ shown: [Int], _ widths: [Int]) -> String {
    var text = ""
    append(columns.map(\.title), columns.map(\.title.columns)[...], shown, widths, to: &text)
    text += shown.map { String(repeating: "-", count: widths[$0]) }.joined(separator: " ") + "\n"
    for (index, row) in rows.enumerated() {
      append(
        row, cellWidths[index * columns.count..<(index + 1) * columns.count], shown, widths,
        to: &text)
    }
    return text
  }

  /// Appends a line.
  private func append(
    _ cells: [String], _ cellWidths: ArraySlice<Int>, _ shown: [Int], _ widths: [Int],
    to text: inout String
  ) {
    for index in shown {
      if index != shown[0] { text += " " }
      let own = cellWidths[cellWidths.startIndex + index]
      let isCut = own > widths[index]
      let cell = isCut ? cells[index].shortened(to: widths[index]) : cells[index]
      let room = widths[index] - (isCut ? cell.columns : own)
      if columns[index].isNumber { text.append(spaces: room) }
      text += cell
      if !columns[index].isNumber { text.append(spaces: room) }
    }
    text.removeTrailingSpaces()
    text += "\n"
  }

  private func markdown(_ shown: [Int]) -> String {
    let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |\n" }
    let rule = shown.map { columns[$0].isNumber ? "---:" : "---" }
    return line(shown.map { columns[$0].title }) + line(rule)
      + rows.map { row in line(shown.map { row[$0].replacing("|", with: "\\|") }) }.joined()
  }
}

extension String {
  fileprivate mutating func append(spaces count: Int) {
    for _ in 0..<max(0, count) { unicodeScalars.append(" ") }
  }

  fileprivate mutating func removeTrailingSpaces() {
    while utf8.last == UInt8(ascii: " ") { unicodeScalars.removeLast() }
  }
}
