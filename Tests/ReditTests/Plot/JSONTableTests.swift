import Foundation
import Testing

@testable import redit

/// JSON and JSON Lines of every command draw the figure of its CSV, whatever is empty.
struct JSONTableTests {
  /// A command, and the kind of figure that its output makes; nil where nothing can be drawn.
  static let commands: [(words: String, kind: String?)] = [
    ("sweep --sigma 0,0.1 --groups 200 --group-size 4", "SweepFigure"),
    ("exact --sigma 0.1 --learning-rate 3 --advantage trl,nemo-rl", "SweepFigure"),
    ("exact --sigma 0.1 --rewards 1,1 --logits 0,0 --advantage mean", "SweepFigure"),
    ("exact --sigma 0.1 --pass-rate .1,.5,.9 --advantage trl-batch", "PassRateFigure"),
    ("verify --claim RewardVariance --groups 1000", "VerdictFigure"),
    ("verify --claim SilentGroups --groups 1000", "VerdictFigure"),
    ("calibrate --claim RewardVariance --seeds 2 --groups 1000", "CalibrationFigure"),
    ("compare --pass-rate .3 --sigma 0.1,0.3 --steps 60 --runs 8", "ComparisonFigure"),
    (
      "compare --rewards 1,0 --logits=-12,0 --advantage trl --sigma 0.05 --steps 5 --runs 8",
      "ComparisonFigure"
    ),
    ("compare --pass-rate .3 --sigma 0 --steps 5 --runs 8", nil),
    ("map --pass-rate .3 --group-size 4 --sigma 0.1,0.3 --steps 40 --runs 8", "HeatMapFigure"),
    ("map --pass-rate .001 --group-size 4 --sigma 0.1 --steps 3 --runs 2", "HeatMapFigure"),
    ("train --pass-rate .3 --sigma 0.1 --steps 4 --runs 2", "TrainingFigure"),
    ("claims", nil),
  ]

  @Test(arguments: commands)
  func `both formats make one figure, with any column empty`(
    command: (words: String, kind: String?)
  ) throws {
    let (csv, json) = try Self.outputs(command.words)
    let table = try CSVTable(text: csv, file: "f")
    if let kind = command.kind {
      let figure = try FigureKinds.figure(of: table, choice: PlotChoice())
      #expect("\(type(of: figure))" == kind)
    } else {
      #expect(Self.outcome { table }.hasPrefix("refused: "))
    }
    let objects = try Self.objects(json)
    #expect(objects.count == table.rows.count)
    let asRead = Self.outcome { try CSVTable(json: Data(json.utf8), file: "f") }
    #expect(asRead == Self.outcome { table })
    for column in table.header where !column.isEmpty {
      for rows in [0..<objects.count, 0..<1] {
        let expected = Self.outcome { try Self.emptied(table, column, rows) }
        // What tells the kind of a file is always there.
        let isTold =
          FigureKinds.all.contains {
            $0.signature.contains(column) && !$0.mayBeEmpty.contains(column)
          } && rows.count == objects.count || command.kind == nil
        for value in isTold ? [NSNull()] : [NSNull(), nil] {
          let found = Self.outcome {
            try Self.table(
              objects.enumerated().map { rows.contains($0) ? Self.with($1, column, value) : $1 })
          }
          #expect(
            found == expected, "\(column), rows \(rows), \(value == nil ? "left out" : "null")")
        }
      }
    }
  }

  // Negative control: a value in place of an empty cell is another figure.
  @Test func `a zero for an empty cell would be seen`() throws {
    let (csv, json) = try Self.outputs("exact --sigma 0.1,0.2 --advantage trl")
    let table = try CSVTable(text: csv, file: "f")
    let zeros = try Self.objects(json).map { Self.with($0, "variance_exact", 0) }
    let emptied = Self.outcome { try Self.emptied(table, "variance_exact", 0..<table.rows.count) }
    #expect(Self.outcome { try Self.table(zeros) } != emptied)
  }

  private static func outputs(_ command: String) throws -> (csv: String, json: String) {
    let scratch = try Scratch()
    let words = command.split(separator: " ").map(String.init)
    if words[0] == "train" {
      for name in ["f.csv", "f.jsonl"] {
        let made = try Tool.run(words + ["--out", name], in: scratch.folder)
        try #require(made.status == 0, "\(made.errors)")
      }
      return try (scratch.read("f.csv"), scratch.read("f.jsonl"))
    }
    let texts = try ["csv", "json"].map { format in
      let made = try Tool.run(words + ["--format", format], in: scratch.folder)
      try #require(!made.output.isEmpty, "\(made.errors)")
      return made.output
    }
    return (texts[0], texts[1])
  }

  /// The script of the figure, or why there is none, without the place.
  private static func outcome(_ table: () throws -> CSVTable) -> String {
    do {
      return try FigureKinds.figure(of: table(), choice: PlotChoice())
        .script(title: nil, canvas: .svg)
    } catch {
      let text = "\(error)".replacing(#/line \d+/#, with: "line N")
      // The names of the columns in order, and those that a row of JSON may lack.
      return "refused: " + text.replacing(#/its columns are .*/#, with: "")
    }
  }

  private static func objects(_ json: String) throws -> [[String: Any]] {
    if json.hasPrefix("[") {
      return try #require(
        JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    }
    return try json.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private static func table(_ objects: [[String: Any]]) throws -> CSVTable {
    try CSVTable(json: JSONSerialization.data(withJSONObject: objects), file: "f")
  }

  private static func emptied(
    _ table: CSVTable, _ column: String, _ rows: Range<Int>
  ) throws -> CSVTable {
    let place = table.header.firstIndex(of: column)!
    let all = table.rows.enumerated().map { index, row in
      var cells = row.cells
      if rows.contains(index) { cells[place] = "" }
      return CSVTable.Row(cells: cells, line: row.line)
    }
    return table.with(rows: all)
  }

  /// With another value in a column.
  private static func with(
    _ object: [String: Any], _ column: String, _ value: Any?
  ) -> [String: Any] {
    var object = object
    object[column] = value
    return object
  }
}
