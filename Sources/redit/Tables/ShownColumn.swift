/// A column of a table for people, tied to the declared columns that its cells are made of.
struct ShownColumn<Row>: Sendable {
  let layout: FittedTable.Column
  let cell: @Sendable (Row) -> String
}

extension Table {
  /// A column for people.
  ///
  /// - Parameters:
  ///   - names: the declared columns that it tells of; the first gives the title unless there is another.
  ///   - cell: what stands in it; what the first column holds, numbers to six digits, unless told otherwise.
  func shown(
    _ names: String..., as title: String? = nil, isNumber: Bool = false, rank: Int = 0,
    lift: String? = nil, _ cell: (@Sendable (Row) -> String)? = nil
  ) -> ShownColumn<Row> {
    let declared = names.map { name in
      guard let column = columns.first(where: { $0.name == name }) else {
        preconditionFailure("\(name) is not declared")
      }
      return column
    }
    let held = declared[0].cell
    return ShownColumn(
      layout: FittedTable.Column(
        title: title ?? names[0], isNumber: isNumber, rank: rank, lift: lift),
      cell: cell ?? { row in
        if case .real(let value) = held(row) { return NumberText.short(value) }
        return held(row).text
      })
  }
}

extension FittedTable {
  /// Rows as these columns show them.
  init<Row>(_ columns: [ShownColumn<Row>], of rows: [Row]) {
    self.init(
      columns.map(\.layout), rows: rows.map { row in columns.map { $0.cell(row) } })
  }
}
