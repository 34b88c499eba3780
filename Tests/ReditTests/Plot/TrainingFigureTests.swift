import Foundation
import Testing

@testable import redit

/// What `redit train` and `redit compare` write, drawn.
struct TrainingFigureTests {
  private static let runs = """
    run,step,value,entropy,gradient_norm,noise_share
    0,0,0.2,1.5,1,
    0,10,0.6,1.2,1,
    1,10,0.4,1.1,1,
    1,0,0.3,1.4,1,

    """

  private static let comparison = """
    task,advantage,noise,sigma,schedule,group_size,optimizer,learning_rate,runs,steps,ratio,\
    ratio_low,ratio_high,difference,difference_low,difference_high
    bandit,mean,none,0.0,,8,sgd,0.5,64,300,,,,,,
    bandit,mean,gaussian,0.05,constant,8,sgd,0.5,64,300,1.01,0.98,1.04,-0.001,-0.004,0.002
    bandit,mean,gaussian,0.5,constant,8,sgd,0.5,64,300,1.5,1.4,1.6,,,

    """

  @Test func `runs become lines by rising step, with their mean`() throws {
    let figure = try TrainingFigure(table: table(Self.runs), choice: PlotChoice())
    #expect(figure.runs.map { $0.map(\.value) } == [[0.2, 0.6], [0.3, 0.4]])
    // (.2 + .3) / 2, (.6 + .4) / 2
    #expect(figure.mean.map(\.value) == [0.25, 0.5] && figure.mean.map(\.step) == [0, 10])
    let script = figure.script(title: nil, canvas: .svg)
    #expect(script.contains("'V, the expected reward'") && script.contains("'2 runs, 10 steps'"))
  }

  @Test func `a quantity that runs lack is refused, and one without a number`() throws {
    #expect {
      try TrainingFigure(table: table(Self.runs), choice: PlotChoice(quantity: "snr"))
    } throws: { "\($0)".hasPrefix("--y: unknown 'snr'; known: value, entropy") }
    #expect(throws: PlotError.emptyColumn("noise_share", file: "t.csv")) {
      _ = try TrainingFigure(
        table: table(Self.runs), choice: PlotChoice(quantity: "noise_share"))
    }
  }

  @Test func `each noisy recipe is a row; what all share goes under the title`() throws {
    let figure = try ComparisonFigure(table: table(Self.comparison), choice: PlotChoice())
    #expect(figure.rows.map { $0.ratio?.estimate } == [1.01, 1.5])
    #expect(figure.rows.map { $0.difference?.ends } == [-0.004...0.002, nil])
    let script = figure.script(title: nil, canvas: .svg)
    #expect(script.contains("'σ = 0.05'") && script.contains("'σ = 0.5'"))
    #expect(
      script.contains(
        "'gaussian noise, constant, G = 8, sgd 0.5, bandit, 300 steps, 64 pairs of runs,"))
    #expect(script.contains("set arrow 1 from 1.0, graph 0") && script.contains("1.5 1.5 1.4 1.6"))
  }

  @Test func `a comparison of nothing is refused`() throws {
    let lines = Self.comparison.split(separator: "\n").prefix(2).joined(separator: "\n")
    #expect(throws: PlotError.noComparisons(file: "t.csv")) {
      _ = try ComparisonFigure(table: table(lines + "\n"), choice: PlotChoice())
    }
  }

  @Test func `what the commands write is drawn`() throws {
    let train = try Tool.run(["train", "--steps", "5", "--runs", "2", "--sigma", "0.1"])
    #expect(train.status == 0, "\(train.errors)")
    let runs = try FigureKinds.figure(of: table(train.output), choice: PlotChoice())
    #expect(runs is TrainingFigure)
    let compare = try Tool.run([
      "compare", "--steps", "20", "--runs", "8", "--sigma", "0.1", "--format", "csv",
    ])
    #expect(compare.status == 0, "\(compare.errors)")
    let pairs = try FigureKinds.figure(of: table(compare.output), choice: PlotChoice())
    #expect(pairs is ComparisonFigure)
  }

  /// A panel of no curve was a plot of nothing, which gnuplot takes for an error.
  @Test func `runs too short for any to reach the threshold have their difference drawn`() throws {
    let compare = try Tool.run(
      "compare --pass-rate .3 --steps 10 --runs 4 --sigma .1 --format csv".split(separator: " ")
        .map(String.init))
    let drawn = try drawPlot(table(compare.output), canvas: .svg)
    #expect(String(decoding: drawn, as: UTF8.self).contains("V at the end: difference"))
  }

  @Test(arguments: [PlotCanvas.svg, .png, .terminal(columns: 90, rows: 20, color: false)])
  func `both are drawn, the same bytes each time`(canvas: PlotCanvas) throws {
    let figures: [any Figure] = [
      try TrainingFigure(table: table(Self.runs), choice: PlotChoice()),
      try ComparisonFigure(table: table(Self.comparison), choice: PlotChoice()),
    ]
    for figure in figures {
      let script = figure.script(title: nil, canvas: canvas)
      let pictures = try (0..<2).map { _ in try Gnuplot().draw(script) }
      #expect(pictures[0] == pictures[1] && pictures[0].count > 1000)
    }
  }

  @Test(arguments: [
    (0.0...1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1"]), (-0.03...0.021, ["−0.02", "0", "0.02"]),
    (0.95...1.31, ["1", "1.1", "1.2", "1.3"]), (0.0...1234.0, ["0", "500", "1000"]),
  ])
  func `linear marks are round and few`(range: ClosedRange<Double>, labels: [String]) {
    #expect(linearTicks(in: range).compactMap(\.label) == labels)
  }

  private func table(_ text: String) throws -> CSVTable {
    try CSVTable(text: text, file: "t.csv")
  }
}
