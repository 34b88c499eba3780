import Foundation
import Testing

@testable import redit

/// The declared columns are what commands write, what figures read and what data/README tells.
struct TableKindTests {
  @Test(arguments: TableKind.all.map(\.name).filter { $0 != "columns" })
  func `every column stands in data/README as it is declared`(name: String) throws {
    let kind = try #require(TableKind.all.first { $0.name == name })
    let readme = try String(
      contentsOf: Tool.packageRoot.appending(path: "data/README.md"), encoding: .utf8)
    let lines = Set(readme.split(separator: "\n").map(String.init))
    for line in kind.markdown.split(separator: "\n").map(String.init) {
      // A failure would print every line of the file otherwise.
      let isThere = lines.contains(line)
      #expect(isThere, "data/README.md lacks: \(line)")
    }
  }

  @Test func `every column says what it is`() {
    for kind in TableKind.all {
      for entry in kind.entries {
        #expect(entry.meaning.count > 2, "\(kind.name): \(entry.name)")
        #expect(entry.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
      }
    }
  }

  @Test func `figures read declared columns only`() {
    for figure in FigureKinds.all {
      for column in figure.signature {
        let writers = TableKind.all.filter { $0.entries.contains { $0.name == column } }
        #expect(!writers.isEmpty, "\(figure) asks for \(column)")
      }
    }
    let sweep = Set(SweepTable.table.columns.map(\.name))
    for quantity in PlotQuantity.allCases {
      let read: Set = [quantity.column, quantity.exactColumn, quantity.standardErrorColumn]
      #expect(read.isSubset(of: sweep), "\(read.subtracting(sweep))")
    }
  }

  static let commands = [
    ("sweep", "exact --sigma 0.1 --format csv"), ("train", "train --steps 2 --sigma 0.1"),
    ("advantages", "advantages --rewards 1,0 --format csv"),
    ("compare", "compare --pass-rate 0.3 --steps 10 --runs 4 --sigma 0.1 --format csv"),
    ("map", "map --pass-rate 0.3 --steps 10 --runs 4 --sigma 0.1 --format csv"),
    ("verify", "verify --claim RewardVariance --groups 1000 --format csv"),
    ("calibrate", "calibrate --claim RewardVariance --seeds 2 --groups 1000 --format csv"),
    ("claims", "claims --format csv"), ("columns", "columns map --format csv"),
    ("audit", "audit data/logs/trl.jsonl --format csv"),
    ("audit-forecast", "audit data/logs/trl.jsonl --table forecast --format csv"),
    ("audit-groups", "audit data/logs/trl.jsonl --table groups --format csv"),
    ("audit-prompts", "audit data/logs/trl.jsonl --table prompts --format csv"),
    ("advise", "advise --pass-rate .1,.5 --sigma .05 --format csv"),
    ("advise-sizes", "advise --pass-rate .1,.5 --table sizes --format csv"),
    (
      "pass-rates",
      "exact --prompts data/prompts/pass_rates.csv --pass-rates posterior --sigma .1 --format csv"
    ),
  ]

  @Test(arguments: commands)
  func `the commands write these columns in this order`(name: String, command: String) throws {
    let kind = try #require(TableKind.all.first { $0.name == name })
    let text = try Tool.run(command.split(separator: " ").map(String.init)).output
    let header = try #require(text.split(separator: "\n").first).split(separator: ",").map(
      String.init)
    #expect(header == kind.entries.filter(\.presence.isEmpty).map(\.name))
  }

  /// Refuses a word that is declared a number and a share that is declared a count; a count may pass for a number.
  @Test(arguments: commands)
  func `cells are of the type that their column declares`(name: String, command: String) throws {
    let kind = try #require(TableKind.all.first { $0.name == name })
    let text = try Tool.run(command.split(separator: " ").map(String.init)).output
    let table = try CSVTable(text: text, file: name)
    for entry in kind.entries where entry.presence.isEmpty {
      let cells = try table.rows.map { try table.text(entry.name, in: $0) }.filter { !$0.isEmpty }
      let misfit = cells.first { !isOf(entry.type, $0) }
      #expect(misfit == nil, "\(name).\(entry.name) is declared \(entry.type.rawValue)")
    }
  }

  private func isOf(_ type: ColumnType, _ cell: String) -> Bool {
    switch type {
    case .text: true
    case .integer: Int(cell) != nil || UInt64(cell) != nil
    case .number: Double(cell) != nil
    case .boolean: ["true", "false"].contains(cell)
    case .list: cell.split(separator: " ").allSatisfy { Double($0) != nil }
    }
  }

  @Test func `a table that there is not is named with the nearest that there is`() throws {
    let result = try Tool.run(["columns", "sweeep"])
    #expect(result.status == 64)
    #expect(result.errors.contains("'sweeep'") && result.errors.contains("did you mean sweep?"))
  }
}
