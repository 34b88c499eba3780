import Foundation
import Testing

@testable import redit

/// Findings as `redit verify --format csv` writes them.
enum VerdictFixture {
  static let header =
    "claim,variant,quantity,verdict,expected,relation,condition,claimed,exact,estimate,"
    + "estimate_se,z_exact,z_claimed,interval,half_width,detectable_effect"

  /// Distances from the prediction: 0.5, 10 and (bound) -4 half-widths; then an unexpected one at -3.
  static let rows = [
    "ShrinkageLaw,standardized,E A (G 4 sigma 0.3),holds,holds,=,,1.0,1.0,1.05,0.02,2.5,2.5,normal,0.1,0.15",
    "ShrinkageLaw,mean,E A (G 4 sigma 0.3),fails,fails,=,,1.0,1.9,2.0,0.02,5,50,normal,0.1,0.15",
    "BoundedAdvantage,mean,largest,holds,holds,<=,,2.0,1.25,1.2,0.05,-1,-16,normal,0.2,0.3",
    "BoundedAdvantage,mean,smallest,fails,holds,=,,2.0,,1.4,0.05,,-12,normal,0.2,0.3",
    "BoundedAdvantage,mean,constant,holds,holds,=,,0.0,0.0,1e-18,0.0,0.0,0.0,normal,0.0,0.0",
  ]

  static var csv: String { ([header] + rows).joined(separator: "\n") + "\n" }

  static func figure(
    _ rows: [String] = rows, claim: String? = nil
  ) throws -> VerdictFigure {
    let text = ([header] + rows).joined(separator: "\n") + "\n"
    return try VerdictFigure(
      table: CSVTable(text: text, file: "v.csv"), choice: PlotChoice(claim: claim))
  }
}

struct VerdictFigureTests {
  @Test func `distances are counted in half-widths of the interval`() throws {
    let rows = try VerdictFixture.figure().rows
    // (1.05 - 1) / .1, (2 - 1) / .1, (1.2 - 2) / .2, (1.4 - 2) / .2; 1e-18 against 0 is rounding.
    let claimed = try rows.map { try #require($0.fromClaimed) }
    for (found, expected) in zip(claimed, [0.5, 10, -4, -3, 0]) {
      #expect(abs(found - expected) < 1e-12)
    }
    // (1.05 - 1) / .1, (2 - 1.9) / .1, (1.2 - 1.25) / .2, unknown
    #expect(rows.map { $0.fromExact.map { ($0 * 100).rounded() } } == [50, 100, -25, nil, 0])
    #expect(rows.map { $0.exactFromClaimed.map { $0.rounded() } } == [0, 9, -4, nil, 0])
    #expect(rows.map(\.isBound) == [false, false, true, false, false])
    #expect(rows.map(\.isUnexpected) == [false, false, false, true, false])
  }

  @Test func `several claims are rows of two panels, one claim has its findings as rows`() throws {
    let all = try VerdictFixture.figure().script(title: nil, canvas: .svg)
    #expect(all.contains("'ShrinkageLaw'") && all.contains("'BoundedAdvantage'"))
    #expect(all.contains("set multiplot") && all.contains("'Simulation less exact value'"))
    #expect(all.contains("5 comparisons: 3 hold, 2 fail; 1 not as expected"))
    #expect(all.contains("title 'not as expected'") && all.contains("'holds (bound, ≤)'"))
    let one = try VerdictFixture.figure(claim: "ShrinkageLaw").script(title: nil, canvas: .svg)
    #expect(!one.contains("multiplot") && !one.contains("BoundedAdvantage"))
    #expect(one.contains("'standardized: G 4 sigma 0.3'") && one.contains("xerrorbars"))
    #expect(one.contains("2 comparisons: 1 hold, 1 fail; all as expected"))
  }

  @Test func `a figure of verdicts that are all expected marks none`() throws {
    let rows = Array(VerdictFixture.rows.prefix(2))
    #expect(!(try VerdictFixture.figure(rows).script(title: nil, canvas: .svg)).contains("not as"))
  }

  @Test func `an unknown verdict is named by line and column`() throws {
    let row = VerdictFixture.rows[0].replacing(",holds,holds", with: ",maybe,holds")
    let known = ["holds", "fails", "undecided", "inconsistent"]
    #expect(
      throws: PlotError.notOneOf(known, found: "maybe", column: "verdict", line: 2, file: "v.csv")
    ) { _ = try VerdictFixture.figure([row]) }
  }

  @Test func `the setting in brackets goes under the quantity`() {
    let norm = RowLabel(quantity: "E norm(A)^2 (G 4, sigma 1)", variant: "mean", extent: 0...1)
    #expect(norm.text == "E norm(A)^2" && norm.detail == "mean: G 4, sigma 1")
    let plain = RowLabel(quantity: "norm(g)", variant: "mean", extent: 2...3)
    #expect(plain.text == "norm(g)" && plain.detail == "mean" && plain.center == 2.5)
  }

  @Test(arguments: [PlotCanvas.svg, .png, .terminal(columns: 90, rows: 20, color: false)])
  func `both forms are drawn, the same bytes each time`(canvas: PlotCanvas) throws {
    for claim in [nil, "BoundedAdvantage"] {
      let script = try VerdictFixture.figure(claim: claim).script(title: nil, canvas: canvas)
      let figures = try (0..<2).map { _ in try Gnuplot().draw(script) }
      #expect(figures[0] == figures[1] && figures[0].count > 1000)
    }
  }
}

struct SignedAxisTests {
  @Test func `near zero a position is linear, far out logarithmic`() {
    let axis = SignedAxis(values: [-1e-3, 500])
    // asinh(x) = x - x^3/6, asinh(x) = log(2x) + 1/(4x^2)
    #expect(abs(axis.position(of: 1e-3) * log(10) - 1e-3) < 1e-9)
    #expect(abs(axis.position(of: 1000) - axis.position(of: 100) - 1) < 2e-5)
    #expect(axis.position(of: 0) == 0)
    #expect(axis.ticks.compactMap(\.label) == ["−1", "0", "1", "10", "100", "1000"])
  }

  @Test func `what lies beyond stands at the edge, in order`() {
    let axis = SignedAxis(values: [.infinity, -1e9, 3, .nan])
    #expect(axis.isBeyond(.infinity) && axis.isBeyond(-1e9) && !axis.isBeyond(1000))
    #expect(axis.position(of: .infinity) > axis.position(of: 1000))
    #expect(axis.limits.contains(axis.position(of: .infinity)))
    #expect(axis.limits.contains(axis.position(of: -1e9)))
  }

  @Test func `neighbours in a row do not hide each other`() {
    #expect(RowSpread.offsets(of: [3]) == [0.5])
    let offsets = RowSpread.offsets(of: [0, 0, 0, 0, 0, 0, 0])
    #expect(Set(offsets).count == 7 && offsets.allSatisfy { 0.1 < $0 && $0 < 0.9 })
  }
}
