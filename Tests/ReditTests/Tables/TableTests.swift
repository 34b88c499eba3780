import Foundation
import Testing

@testable import redit

/// A table in all its formats, from one declaration.
struct TableTests {
  private struct Row {
    var name = "a"
    var value: Double? = 0.1
    var list: [Double]? = nil
  }

  private static let table = Table<Row>([
    Column("name", "", "a word") { .text($0.name) },
    Column("value", "steps", "a number") { .number($0.value) },
    Column("list", "", "numbers", only: .init(words: "in JSON", isInCSV: false)) {
      $0.list.map { .list($0) } ?? .empty
    },
    Column(
      "rare", "", "seldom there", only: .init(words: "with b") { $0.contains { $0.name == "b" } }
    ) {
      .flag($0.name == "b")
    },
  ])

  private static let rows = [Row(), Row(name: "b, \"c\"", value: nil, list: [1, 2.5])]

  @Test func `CSV has the columns in order, quotes where needed, nothing where nothing is`() {
    #expect(Self.table.csv(Self.rows) == "name,value\na,0.1\n\"b, \"\"c\"\"\",\n")
  }

  @Test func `a column is there only when its rows ask for it`() {
    #expect(Self.table.csv([Row(name: "b")]) == "name,value,rare\nb,0.1,true\n")
  }

  @Test func `JSON has null for what is empty, and lists as lists`() throws {
    let text = try Self.table.json(Self.rows)
    let found = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    #expect(found?.count == 2)
    #expect(found?[0]["value"] as? Double == 0.1)
    #expect(found?[1]["value"] is NSNull)
    #expect(found?[1]["list"] as? [Double] == [1, 2.5])
    #expect(found?[1]["rare"] == nil)
  }

  @Test func `JSON Lines keep the order and leave out what is empty`() throws {
    let expected = "{\"name\":\"a\",\"value\":0.1}\n{\"name\":\"b, \\\"c\\\"\",\"list\":[1,2.5]}\n"
    #expect(try Self.table.lines(Self.rows) == expected)
  }

  @Test func `numbers that are none leave the cell empty`() {
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(Cell.number(value) == .empty)
    }
    #expect(Cell.number(.infinity, keepsInfinite: true).text == "inf")
    #expect(Cell.number(.nan, keepsInfinite: true) == .empty)
    #expect(Cell.number(nil) == .empty)
    #expect(Cell.number(1e-300).text == "1e-300")
    #expect(Cell.list([0, 0.5]).text == "0.0 0.5")
  }

  @Test func `a column of a part reads the part`() {
    let whole = Table<(Int, Row)>(Self.table.columns.map { $0.of(\.1) })
    #expect(whole.csv([(1, Row(name: "b"))]) == Self.table.csv([Row(name: "b")]))
  }
}
