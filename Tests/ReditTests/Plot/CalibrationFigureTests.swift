import Foundation
import Testing

@testable import redit

/// Calibrated checks as `redit calibrate --format csv` writes them.
enum CalibrationFixture {
  static let header = CalibrationTable.table.columns.map(\.name).filter { $0 != "undecided_count" }
    .joined(separator: ",")

  static func row(
    _ claim: String, interval: String = "normal", seeds: Int = 100, alarms: String = "0.06",
    isDeterministic: Bool = false, flaw: String = ""
  ) -> String {
    let rates = [
      "6,\(alarms),0.02,0.13,0.05", "2,0.02,0.002,0.07,0.01", "0,0.0,0.0,0.04,1e-05",
      "65,0.65,0.55,0.74,0.68", "95,0.95,0.89,0.98,0.954",
    ]
    return "\(claim),mean,E g (G 4),\(interval),\(seeds),\(rates.joined(separator: ","))"
      + ",0.1,1.1,\(isDeterministic),\(flaw)"
  }

  static let rows = [
    row("ShrinkageLaw"), row("ShrinkageLaw", interval: "bernstein"),
    row("SilentGroups", flaw: "too many alarms"), row("SilentGroups", isDeterministic: true),
    row("SilentGroups", seeds: 0, alarms: "nan"),
  ]

  static var csv: String { text(rows) }

  static func text(_ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  static func figure(_ rows: [String] = rows, claim: String? = nil) throws -> CalibrationFigure {
    try CalibrationFigure(
      table: CSVTable(text: text(rows), file: "c.csv"), choice: PlotChoice(claim: claim))
  }
}

struct CalibrationFigureTests {
  @Test func `checks that cannot err are left out, and counted`() throws {
    let figure = try CalibrationFixture.figure()
    #expect(figure.checks.count == 3)
    let script = figure.script(title: nil, canvas: .svg)
    #expect(script.contains("'3 checks, 100 seeds each;") && script.contains("; 2 without errors"))
    let rate = figure.checks[0].rates[0]
    #expect(rate.share == 0.06 && rate.interval == 0.02...0.13 && rate.nominal == 0.05)
  }

  @Test func `a panel has its nominal rate as a line, and a flaw its own mark`() throws {
    let script = try CalibrationFixture.figure().script(title: nil, canvas: .svg)
    for nominal in ["0.05", "0.01", "0.68"] {
      #expect(script.contains("set arrow 1 from \(nominal), graph 0 to \(nominal), graph 1"))
    }
    #expect(script.contains("title 'too many alarms'") && script.contains("'5%%' 0.05"))
    #expect(script.contains("0.06 ") && script.contains(" 0.02 0.13"))
    let sound = try CalibrationFixture.figure(claim: "ShrinkageLaw").script(
      title: nil, canvas: .svg)
    #expect(!sound.contains("too many alarms") && !sound.contains("SilentGroups"))
  }

  @Test func `a file without any check that can err has nothing to draw`() throws {
    let rows = [CalibrationFixture.row("A", isDeterministic: true)]
    #expect(throws: PlotError.noChecks(file: "c.csv")) {
      _ = try CalibrationFixture.figure(rows)
    }
  }

  @Test func `a rate that is no number is named by line and column`() throws {
    let rows = [CalibrationFixture.row("A", alarms: "inf")]
    #expect(
      throws: PlotError.notANumber("inf", column: "alarms5_share", line: 2, file: "c.csv")
    ) { _ = try CalibrationFixture.figure(rows) }
  }

  @Test(arguments: [PlotCanvas.svg, .png, .terminal(columns: 90, rows: 20, color: false)])
  func `both forms are drawn, the same bytes each time`(canvas: PlotCanvas) throws {
    for claim in [nil, "ShrinkageLaw"] {
      let script = try CalibrationFixture.figure(claim: claim).script(title: nil, canvas: canvas)
      let figures = try (0..<2).map { _ in try Gnuplot().draw(script) }
      #expect(figures[0] == figures[1] && figures[0].count > 1000)
    }
  }
}
