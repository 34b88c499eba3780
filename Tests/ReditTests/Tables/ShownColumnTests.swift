import Testing

@testable import redit

/// Tables for people are made of declared columns.
struct ShownColumnTests {
  private struct Row {
    let name: String
    let value: Double?
  }

  private static let table = Table<Row>([
    Column("name", "", "who") { .text($0.name) },
    Column("value", "", "how much") { .number($0.value) },
    Column("count", "", "letters") { .count($0.name.count) },
  ])

  @Test func `a column shows what it holds, under its own name, unless told otherwise`() {
    let columns = [
      Self.table.shown("name", lift: ""), Self.table.shown("value", isNumber: true, rank: 2),
      Self.table.shown("count", as: "G", isNumber: true, lift: "G"),
      Self.table.shown("value", "count", as: "both") { "\($0.value ?? 0) of \($0.name.count)" },
    ]
    let fitted = FittedTable(
      columns, of: [Row(name: "ab", value: 1 / 3), Row(name: "cd", value: nil)])
    #expect(fitted.columns.map(\.title) == ["name", "value", "G", "both"])
    #expect(fitted.columns.map(\.isNumber) == [false, true, true, false])
    #expect(fitted.columns.map(\.rank) == [0, 2, 0, 0])
    #expect(fitted.columns.map(\.lift) == ["", nil, "G", nil])
    #expect(
      fitted.rows == [
        ["ab", "0.333333", "2", "0.3333333333333333 of 2"], ["cd", "", "2", "0.0 of 2"],
      ])
  }

  @Test func `a column that is not declared stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = Table<Int>([Column("a", "", "first") { .count($0) }]).shown("b")
    }
  }
}
