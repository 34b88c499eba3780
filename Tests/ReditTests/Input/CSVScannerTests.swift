import Foundation
import Testing

@testable import redit

@Suite struct CSVScannerTests {
  private func rows(
    _ text: String, delimiter: CSVScanner.Delimiter = .comma
  ) throws -> [(line: Int, cells: [String])] {
    try rows(Data(text.utf8), delimiter: delimiter)
  }

  private func rows(
    _ data: Data, delimiter: CSVScanner.Delimiter = .comma
  ) throws -> [(line: Int, cells: [String])] {
    var scanner = try CSVScanner(data, delimiter: delimiter)
    var rows: [(line: Int, cells: [String])] = []
    while try scanner.next() { rows.append((scanner.line, scanner.cells.map(scanner.text))) }
    return rows
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `cells, quotes and lines are those of RFC 4180, whatever ends a line`(end: String) throws {
    let lines = ["a,b", "\"x, \"\"y\"\"\",", "", "\"two\(end)lines\",1", ",,", "\"\",", "last,é"]
    let found = try rows(lines.joined(separator: end))
    #expect(found.map(\.line) == [1, 2, 4, 7, 8])
    #expect(
      found.map(\.cells) == [
        ["a", "b"], ["x, \"y\"", ""], ["two\(end)lines", "1"], ["", ""], ["last", "é"],
      ])
    #expect(try rows(lines.joined(separator: end) + end + end).count == 5)
  }

  @Test func `a byte order mark is no part of the first name`() throws {
    #expect(try rows("\u{FEFF}a,b\n").map(\.cells) == [["a", "b"]])
  }

  @Test func `the delimiter is the one of the first line`() throws {
    for (text, delimiter) in [
      ("a;b,c;d\n1,1,1,1\n", CSVScanner.Delimiter.semicolon), ("a\tb\n,,,", .tab),
      ("a,b;c,d", .comma),
      ("\"a;b;c\",d", .comma), ("one", .comma), ("", .comma), ("a,b;c\n", .comma),
    ] { #expect(CSVScanner.Delimiter.guessed(from: Data(text.utf8)) == delimiter, "\(text)") }
    #expect(
      try rows("a;b\n1,5;\"x;y\"\n", delimiter: .semicolon).map(\.cells) == [
        ["a", "b"], ["1,5", "x;y"],
      ])
  }

  static let bad: [(String, Int?, String)] = [
    ("a,b\n5\" pipe,1\n", 2, "a quote in a cell"),
    ("a,b\n\"x\ny\" z,1\n", 3, "text after the quote"),
    ("a,b\n1,2\n\"x\n\n,1\n", 3, "never closed"),
    ("a,b\n1,2\nx\0,1\n", 3, "NUL"),
  ]

  @Test(arguments: bad)
  func `what cannot be meant is refused by line`(text: String, line: Int?, reason: String) throws {
    let error = try #require(throws: CSVError.self) { try rows(text) }
    #expect(error.line == line)
    #expect(error.reason.contains(reason), "\(error)")
  }

  @Test func `text that is not UTF-8 is refused by line or by name`() throws {
    let latin = Data("a,b\n1,2\nna".utf8) + [0xEF] + Data("ve,1\n".utf8)
    #expect(
      try #require(throws: CSVError.self) { try rows(latin) } == CSVError(3, "not UTF-8 text"))
    let wide = Data([0xFF, 0xFE, 0x61, 0x00])
    #expect(try #require(throws: CSVError.self) { try rows(wide) }.reason.contains("UTF-16"))
  }

  @Test func `a row of too many or too few cells, or a name that stands twice, is refused`() throws
  {
    for (text, message) in [
      ("p,pass_rate\nSolve 3,1,0.25\n", "line 2: 3 cells under 2 columns; text with a comma"),
      ("p,pass_rate\n\"a\nb\",1\nx\n", "line 4: 1 cell under 2 columns"),
      ("pass_rate,p, pass_rate\n1,a,0\n", "line 1: columns 1 and 3 are both called 'pass_rate'"),
    ] {
      let error = try #require(throws: PlotError.self) { try CSVTable(text: text, file: "s.csv") }
      #expect("\(error)".contains(message), "\(error)")
    }
  }
}
