import Foundation
import TestSupport
import Testing

@testable import redit

/// Lines of CSV, one after another, are those that strings would give.
struct CSVLinesTests {
  private final class Figures: Sendable {
    let cells: [Cell]

    init(_ cells: [Cell]) { self.cells = cells }
  }

  private struct Row {
    let name: String
    let figures: Figures
  }

  private static func table(isShared: Bool) -> Table<Row> {
    Table(
      [Column<Row>("name", "", "a word") { .text($0.name) }]
        + (0..<6).map { place in Column<Row>("c\(place)", "", "a cell") { $0.figures.cells[place] }
        },
      keys: Table.Keys(row: { isShared ? $0.figures : nil }))
  }

  /// Of every kind, by strings: what files have held so far.
  private static func expected(_ cell: Cell) -> String {
    switch cell {
    case .text(let text):
      text.utf8.contains { ",\"\n\r".utf8.contains($0) }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    case .real(let value): "\(value)"
    case .count(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .list(let values): values.map { "\($0)" }.joined(separator: " ")
    case .empty: ""
    }
  }

  /// Doubles of any bits, seed 11, and those at the ends of what there is.
  private static func cells(_ random: inout SplitMix) -> [Cell] {
    let special: [Double] = [
      0, -0.0, 1, -1, 0.1, 1e16, 1e15, 9_007_199_254_740_992, 1e-5, 1e-4, .leastNonzeroMagnitude,
      .infinity,
      -.infinity,
      .greatestFiniteMagnitude,
    ]
    let number = { (random: inout SplitMix) -> Double in
      let value = Double(bitPattern: .random(in: 0 ... .max, using: &random))
      return value.isNaN || Bool.random(using: &random)
        ? special.randomElement(using: &random)! : value
    }
    let texts = [
      "", "a", "p=0.5", "a,b", "\"", "x\ny", "x\ry", "a longer name than fifteen bytes",
      "schön, \"ß\"",
    ]
    let shift = Int.random(in: 0..<64, using: &random)
    let whole = UInt64.random(in: 0 ... .max, using: &random) >> UInt64(shift)
    return [
      .text(texts.randomElement(using: &random)!), .real(number(&random)),
      .count(whole),
      .whole([Int.min, -7, 0, 12, Int.max].randomElement(using: &random)!),
      Bool.random(using: &random) ? .flag(Bool.random(using: &random)) : .empty,
      .list((0..<3).map { _ in number(&random) }),
    ]
  }

  /// 10,000 rows, more than the 4,096 keys that are kept; every other row is equal to one before.
  @Test(arguments: [false, true]) func `bytes are those of strings`(isShared: Bool) {
    var random = SplitMix(seed: 11)
    var figures: [Figures] = []
    let rows = (0..<10_000).map { index in
      if index % 2 == 0 { figures.append(Figures(Self.cells(&random))) }
      return Row(
        name: index % 7 == 0 ? "q,\(index)" : "q\(index)",
        figures: index % 2 == 0 ? figures.last! : figures.randomElement(using: &random)!)
    }
    var text = "name,c0,c1,c2,c3,c4,c5\n"
    for row in rows {
      text +=
        ([Cell.text(row.name)] + row.figures.cells).map(Self.expected).joined(separator: ",") + "\n"
    }
    #expect(Self.table(isShared: isShared).csv(rows) == text)
  }

  /// Rows that are gone when the next is made: it may stand where they stood.
  @Test func `a key that is gone is no other's`() {
    let table = Self.table(isShared: true)
    var lines = table.csvLines(among: [])
    var (text, expected) = (ByteText(), "")
    for number in 0..<5000 {
      let cells = [Cell.whole(number)] + Array(repeating: .empty, count: 5)
      lines.append(Row(name: "a", figures: Figures(cells)), to: &text)
      expected += "a,\(number),,,,,\n"
    }
    #expect(text.text == expected)
  }

  /// A key that two different rows share gives the first twice: the test above would see it.
  @Test func `rows of one key have one rest`() {
    let rows = [1.0, 2].map {
      Row(name: "a", figures: Figures([.real($0)] + Array(repeating: .empty, count: 5)))
    }
    let key = rows[0].figures
    let table = Table<Row>(
      [
        Column("name", "", "a word") { .text($0.name) },
        Column("c", "", "a cell") { $0.figures.cells[0] },
      ], keys: Table.Keys(row: { _ in key }))
    #expect(table.csv(rows) == "name,c\na,1.0\na,1.0\n")
  }

  private final class Setting: Sendable {
    let cells: [Cell]

    init(_ cells: [Cell]) { self.cells = cells }
  }

  private struct Point {
    let name: String
    let setting: Setting
    let cells: [Cell]
  }

  /// Cells 0, 3, 4 and 5 of a setting's six, and three of each row's own, the first and the last column among them.
  private static func points(
    setting: @escaping @Sendable (Point) -> AnyObject?
  ) -> Table<Point> {
    let own = (0..<2).map { place in Column<Point>("r\(place)", "", "own") { $0.cells[place] } }
    let shared = [0, 3, 4, 5].map { place in
      Column<Point>("s\(place)", "", "shared") { $0.setting.cells[place] }.ofSetting
    }
    let name = Column<Point>("name", "", "a word") { .text($0.name) }
    return Table(
      [name, shared[0], own[0]] + shared[1...] + [own[1]], keys: Table.Keys(setting: setting))
  }

  /// 40 prompts at 200 settings, seed 13: with pieces kept, without, and kept for less than there are (5,000 settings more).
  @Test func `what rows of a setting have in common is written as in each of them`() {
    var random = SplitMix(seed: 13)
    let settings = (0..<200).map { _ in Setting(Self.cells(&random)) }
    let point = { (name: String, setting: Setting, random: inout SplitMix) in
      Point(name: name, setting: setting, cells: Array(Self.cells(&random).prefix(2)))
    }
    var rows = (0..<40).flatMap { prompt in
      settings.map { point("q\(prompt)", $0, &random) }
    }
    for _ in 0..<5000 { rows.append(point("a", Setting(Self.cells(&random)), &random)) }
    rows += settings.map { point("b", $0, &random) }
    let kept = Self.points { $0.setting }.csv(rows)
    #expect(kept == Self.points { _ in nil }.csv(rows))
    #expect(kept == Self.points { $0.name == "q3" ? nil : $0.setting }.csv(rows))
    // The planted error, one setting for all: the comparison sees it.
    let one = settings[0]
    #expect(kept != Self.points { _ in one }.csv(rows))
  }

  private struct Measured {
    let name: String
    let setting: Setting
    let numbers: SIMD8<Double>
    var word = ""
  }

  /// A column of a setting, three numbers, a word, and a number again, the first of them at `shift`.
  private static func measured(areKept: Bool, shift: Int = 0) -> Table<Measured> {
    let numbers = [2, 0, 7, 3].map { place in
      Column<Measured>("n\(place)", "", "a number") {
        .number($0.numbers[place].isNaN ? nil : $0.numbers[place], keepsInfinite: true)
      }.of(number: (place + shift) % 8)
    }
    return Table(
      [
        Column("name", "", "a word") { .text($0.name) },
        Column<Measured>("s", "", "shared") { $0.setting.cells[0] }.ofSetting,
      ] + numbers[..<3] + [Column("word", "", "own") { .text($0.word) }] + numbers[3...],
      keys: Table.Keys(setting: { areKept ? $0.setting : nil }, numbers: { $0.numbers }))
  }

  /// 30 prompts at 50 settings, seed 14; some numbers none, some infinite, some those of the row before.
  @Test func `numbers side by side are written as cells are`() {
    var random = SplitMix(seed: 14)
    let settings = (0..<50).map { _ in Setting(Self.cells(&random)) }
    var last = SIMD8<Double>(repeating: .nan)
    let rows = (0..<1500).map { index in
      for place in 0..<8 where Bool.random(using: &random) {
        if case .real(let value) = Self.cells(&random)[1] { last[place] = value }
        if Int.random(in: 0..<9, using: &random) == 0 { last[place] = .nan }
      }
      return Measured(
        name: "q\(index / 50)", setting: settings[index % 50], numbers: last,
        word: index % 11 == 0 ? "a,b" : "")
    }
    let text = Self.measured(areKept: false).csv(rows)
    #expect(Self.measured(areKept: true).csv(rows) == text)
    // The planted error, each number in the place of another: the comparison sees it.
    #expect(Self.measured(areKept: true, shift: 1).csv(rows) != text)
  }

  @Test func `items of JSON make the list of all`() throws {
    var random = SplitMix(seed: 12)
    let rows = (0..<50).map { Row(name: "q\($0)", figures: Figures(Self.cells(&random))) }
    let table = Self.table(isShared: false)
    let item = table.jsonItem(among: rows)
    let items = try rows.map { String(decoding: try item($0), as: UTF8.self) }
    #expect(try "[\n" + items.joined(separator: ",\n") + "\n]\n" == table.json(rows))
  }
}
