import Foundation
import Testing

@testable import redit

/// Sweeps whose policies are pass rates.
struct PassRateFigureTests {
  private static let rates = ["0.01", "0.1", "0.5", "0.9"]

  /// Two advantages, sigmas 0 to 9 tenths; the variance is the pass rate plus sigma.
  private static func rows(_ rates: [String] = rates) -> [PlotFixture.Row] {
    rates.flatMap { rate in
      ["standardized", "mean"].flatMap { advantage in
        (0..<10).map { tenth in
          let exact = (Double(rate) ?? 0) + Double(tenth) / 10
          return ("p=\(rate)", advantage, "gaussian", "\(Double(tenth) / 10)", "", "", "\(exact)")
        }
      }
    }
  }

  private static func table(_ rows: [PlotFixture.Row]) throws -> CSVTable {
    try CSVTable(text: PlotFixture.csv(rows), file: "p.csv")
  }

  @Test func `policies named by three pass rates are drawn against them`() throws {
    let whole: PlotFixture.Row = ("all", "mean", "gaussian", "0.0", "", "", "1")
    let kinds = try [
      FigureKinds.figure(of: Self.table(Self.rows() + [whole]), choice: PlotChoice()),
      FigureKinds.figure(of: Self.table(Self.rows()), choice: PlotChoice(policy: "p=0.1")),
    ]
    #expect(kinds[0] is PassRateFigure && kinds[1] is SweepFigure)
    let two = try Self.table(Self.rows(["0.1", "0.2"]))
    #expect(!PassRateFigure.fits(two, choice: PlotChoice()))
    #expect(!PassRateFigure.fits(try Self.table(PlotFixture.jump), choice: PlotChoice()))
  }

  @Test func `a pass rate is read from a policy's name`() {
    #expect(PassRateFigure.passRate(of: "p=0.05") == 0.05)
    #expect(PassRateFigure.passRate(of: "p=1e-3") == 0.001)
    for name in ["0.05", "p=2", "p=x", "p="] {
      #expect(PassRateFigure.passRate(of: name) == nil)
    }
  }

  @Test func `each advantage is a panel, each of ten sigmas a curve by rising pass rate`() throws {
    let figure = try PassRateFigure(
      table: Self.table(Self.rows(["0.5", "0.01", "0.9"])), choice: PlotChoice())
    #expect(figure.panels.map(\.advantage) == ["standardized", "mean"])
    #expect(figure.sigmaCount == 10 && figure.panels[0].groupSize == 4)
    let curves = figure.panels[1].curves
    #expect(curves.map(\.sigma) == (0..<10).map { Double($0) / 10 })
    #expect(curves[2].points.map(\.passRate) == [0.01, 0.5, 0.9])
    #expect(curves[2].points.map(\.point.exact) == [0.01 + 0.2, 0.5 + 0.2, 0.9 + 0.2])
    let script = figure.script(title: nil, canvas: .svg)
    #expect(
      script.contains("10 σ, lines through the table\u{2019}s points")
        && script.contains("'mean, G = 4'"))
    // log(.5/.5) = 0 on the axis of log odds; heights over two decades stand by their logarithm.
    #expect(script.contains("0.0 \(log10(0.5 + 0.2))\n"))
    // All ten are drawn, with one kind of axis in both panels.
    let drawn = script.split(separator: "\n").count {
      $0.contains("$p0_") && $0.contains(" with lines")
    }
    #expect(drawn == 10)
  }

  @Test func `few elements stay, many are thinned to the ends and what lies between`() {
    #expect([1, 2, 3].spread(to: 3) == [1, 2, 3])
    #expect(Array(0...10).spread(to: 3) == [0, 5, 10])
    #expect(Array(0..<100).spread(to: 4) == [0, 33, 66, 99])
  }

  @Test func `rates near 0 or 1 stand on an axis of log odds, without 0 and 1 themselves`() {
    let plain = PassRateAxis(passRates: [0.1, 0.9])
    #expect(plain.position(of: 0.3) == 0.3 && plain.limits == 0...1)
    let odds = PassRateAxis(passRates: [0, 0.001, 0.5, 1])
    #expect(odds.position(of: 0.5) == 0 && odds.position(of: 0) == nil)
    #expect(odds.ticks.compactMap(\.label) == ["0.001", "0.01", "0.1", "0.5"])
  }

  @Test(arguments: [PlotCanvas.svg, .png, .terminal(columns: 90, rows: 20, color: false)])
  func `the figure is drawn, the same bytes each time`(canvas: PlotCanvas) throws {
    let figure = try PassRateFigure(table: Self.table(Self.rows()), choice: PlotChoice())
    let script = figure.script(title: nil, canvas: canvas)
    let pictures = try (0..<2).map { _ in try Gnuplot().draw(script) }
    #expect(pictures[0] == pictures[1] && pictures[0].count > 1000)
  }
}
