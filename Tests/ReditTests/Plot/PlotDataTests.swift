import Foundation
import Testing

@testable import redit

@Test func `a sweep becomes one curve per setting, by rising sigma`() throws {
  let data = try PlotFixture.data(PlotFixture.jump)
  #expect(data.policy == "five-arms" && data.promptCount == 1 && data.groupCounts == [200_000])
  #expect(data.curves.map(\.settings.advantage) == ["standardized", "mean"])
  #expect(data.curves[0].points.map(\.sigma) == [0, 1e-3, 0.1])
  #expect(data.curves[0].undithered.map(\.exact) == [0.116653])
  #expect(data.curves[1].dithered.map(\.exact) == [nil])
}

@Test func `an interval is two standard errors to each side`() throws {
  let point = try #require(try PlotFixture.data(PlotFixture.jump).curves[0].points.first)
  // 0.1167 -+ 2 * 0.0004
  let interval = try #require(point.interval)
  #expect(abs(interval.lowerBound - 0.1159) < 1e-12 && abs(interval.upperBound - 0.1175) < 1e-12)
  let bare = PlotPoint(sigma: 1, estimate: 2, standardError: nil, exact: nil)
  #expect(bare.interval == nil)
}

@Test func `of several prompts the whole set is drawn, or the one asked for`() throws {
  let row = PlotFixture.jump[1]
  func named(_ policy: String) -> PlotFixture.Row {
    (policy, row.advantage, row.noise, row.sigma, row.variance, row.error, row.exact)
  }
  let rows = [named("8>?"), named("5>?"), named("all")]
  #expect(try PlotFixture.data(rows).policy == "all")
  #expect(try PlotFixture.data(rows).promptCount == 2)
  #expect(try PlotFixture.data(rows, policy: "5>?").policy == "5>?")
  #expect(throws: PlotError.unknownPolicy("6>?", known: ["8>?", "5>?", "all"], file: "s.csv")) {
    try PlotFixture.data(rows, policy: "6>?")
  }
  #expect(throws: PlotError.severalPolicies(["8>?", "5>?"], file: "s.csv")) {
    try PlotFixture.data(Array(rows.prefix(2)))
  }
}

@Test func `a value that is not finite counts as absent`() throws {
  let rows: [PlotFixture.Row] = [
    ("p", "mean", "gaussian", "0.1", "nan", "inf", "0.2"),
    ("p", "mean", "gaussian", "0.2", "0.3", "0.1", "-inf"),
  ]
  let points = try PlotFixture.data(rows).curves[0].points
  #expect(points.map(\.estimate) == [nil, 0.3])
  #expect(points.map(\.exact) == [0.2, nil])
}

@Test func `a cell that is no number is named by line and column`() throws {
  var rows = PlotFixture.jump
  rows[2].exact = "0,5"
  rows[3].policy = "\"five\narms\""
  #expect(throws: PlotError.notANumber("x1", column: "variance", line: 3, file: "s.csv")) {
    rows[1].variance = "x1"
    _ = try PlotFixture.data([rows[0], rows[1]])
  }
  #expect(throws: PlotError.notANumber("", column: "sigma", line: 2, file: "s.csv")) {
    rows[0].sigma = ""
    _ = try PlotFixture.data([rows[0]])
  }
  #expect(throws: PlotError.impossibleSigma(-0.1, line: 2, file: "s.csv")) {
    rows[0].sigma = "-0.1"
    _ = try PlotFixture.data([rows[0]])
  }
}

@Test func `a line number counts the line breaks inside quoted cells`() throws {
  let text = PlotFixture.header + "\n\"a\nb\",mean,none,4,0,0,0,1,7,1,,,,\n"
  let table = try CSVTable(text: text + "c,mean,none,4,0,0,0,1,7,1,,,,\n", file: "s.csv")
  #expect(table.rows.map(\.line) == [2, 4])
}

@Test func `a file without rows, without a column or without values is refused`() throws {
  #expect(throws: PlotError.noRows(file: "s.csv")) { try PlotFixture.data([]) }
  #expect(throws: PlotError.missingColumn("advantage", file: "s.csv")) {
    let table = try CSVTable(text: "policy,sigma\nall,0\n", file: "s.csv")
    _ = try PlotData(table: table, quantity: .variance)
  }
  #expect(throws: PlotError.nothingToDraw(column: "cosine", file: "s.csv")) {
    let table = try CSVTable(text: PlotFixture.csv(PlotFixture.jump), file: "s.csv")
    _ = try PlotData(table: table, quantity: .cosine)
  }
  #expect(throws: PlotError.unreadableFile("absent.csv")) {
    try CSVTable(contentsOfFile: "absent.csv")
  }
}

@Test func `what all curves share stands under the title, what differs in the legend`() throws {
  let shared = PlotLabels(data: try PlotFixture.data(PlotFixture.jump))
  #expect(shared.legend == ["standardized", "mean"])
  #expect(
    shared.subtitle
      == "five-arms, gaussian noise, G = 4, ddof 0, stabilizer 0, 200\u{202F}000 groups per point, seed 7"
  )
  var rows = PlotFixture.jump
  rows[3].noise = "uniform"
  rows[4].noise = "uniform"
  let mixed = PlotLabels(data: try PlotFixture.data(rows))
  #expect(mixed.legend == ["standardized, gaussian noise", "mean, uniform noise"])
  #expect(!mixed.subtitle.contains("noise"))
}
