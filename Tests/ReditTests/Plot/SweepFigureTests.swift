import Foundation
import Testing

@testable import redit

/// What a sweep's figure shows: laws between the rows, every series, all settings.
struct SweepFigureTests {
  /// The law between the rows of `exact --advantage mean --group-size 4` with the five arms:
  /// .024002 + 3/16 sigma^2 tr F, by the values of two sigmas.
  @Test func `the line is the law on two hundred points, not chords through the rows`() throws {
    let scratch = try Scratch()
    let made = try Tool.run(
      [
        "exact", "--group-size", "4", "--advantage", "mean", "--sigma", "0.1,1", "--out", "e.csv",
      ], in: scratch.folder)
    #expect(made.status == 0, "\(made.errors)")
    let file = scratch.folder.appending(path: "e.csv").path
    let laws = try #require(SweepLaws(of: file, threads: 1)).laws
    let bare = try SweepFigure(table: CSVTable.read(file), choice: PlotChoice())
    let figure = try bare.refined(by: laws)
    let law = try #require(figure.laws.values.first)
    #expect(law.count == 200 && law.first?.sigma == 0.1 && law.last?.sigma == 1)
    let (low, high) = (try #require(law.first?.exact), try #require(law.last?.exact))
    // Exact for this advantage: variance = a + b sigma^2.
    let b = (high - low) / (1 - 0.01)
    for point in law {
      let value = low + b * (point.sigma * point.sigma - 0.01)
      let exact = try #require(point.exact)
      #expect(abs(exact - value) < 1e-12)
    }
    let script = figure.script(title: nil, canvas: .svg)
    #expect(script.contains("title 'exact law'"))
    #expect(!script.contains("through the table"))
    let plain = bare.script(title: nil, canvas: .svg)
    #expect(!plain.contains("title 'exact law'") && plain.contains("through the table"))
  }

  @Test func `a table that was edited, or has lost its record, is not refined`() throws {
    let scratch = try Scratch()
    let made = try Tool.run(["exact", "--sigma", "0.1,1", "--out", "e.csv"], in: scratch.folder)
    #expect(made.status == 0, "\(made.errors)")
    let file = scratch.folder.appending(path: "e.csv").path
    #expect(SweepLaws(of: file, threads: 1) != nil)
    try scratch.write(scratch.read("e.csv") + "\n", to: "e.csv")
    #expect(SweepLaws(of: file, threads: 1) == nil)
    try FileManager.default.removeItem(at: scratch.folder.appending(path: "e.csv.meta.json"))
    #expect(SweepLaws(of: file, threads: 1) == nil)
  }

  /// A line of the law without the verifier would miss the row by half of its value.
  @Test func `the line is the law of what a grader sees`() throws {
    let scratch = try Scratch()
    let made = try Tool.run(
      [
        "exact", "--advantage", "mean", "--sigma", "0.1,1", "--false-positive", "0.1",
        "--false-negative", "0.2", "--corrected", "--out", "e.csv",
      ], in: scratch.folder)
    #expect(made.status == 0, "\(made.errors)")
    let file = scratch.folder.appending(path: "e.csv").path
    let table = try CSVTable.read(file)
    let laws = try #require(SweepLaws(of: file, threads: 1)).laws
    let bare = try SweepFigure(table: table, choice: PlotChoice())
    let law = try #require(bare.refined(by: laws).laws.values.first)
    let row = try #require(bare.data.curves.first?.dithered.first { $0.sigma == 0.1 })
    let (first, exact) = (try #require(law.first?.exact), try #require(row.exact))
    #expect(law.first?.sigma == 0.1 && abs(first - exact) < 1e-12 * exact)
  }

  /// Rows of two noises that give the same value everywhere.
  private static let twins: [PlotFixture.Row] = ["gaussian", "uniform"].flatMap { noise in
    [("0", "0.02"), ("0.1", "0.025"), ("0.5", "0.06"), ("1", "0.16")].map { sigma, exact in
      ("p", "mean", noise, sigma, exact, "0.0001", exact)
    }
  }

  @Test func `lines that coincide are striped, their points stand side by side`() throws {
    let script = SweepScript(figure: try PlotFixture.figure(Self.twins), canvas: .svg)
    #expect(script.bundles(panel: 0) == [[0, 1]])
    let text = script.text
    #expect(text.contains("title 'striped: lines that coincide'"))
    let lines = text.split(separator: "\n").filter {
      $0.hasPrefix("  $law") || $0.contains("plot $law")
    }
    #expect(lines.count == 2 && lines.count { $0.contains("dashtype") } == 1)
    // At sigma = 1, position 0: one to the left, one to the right.
    let blocks = ["$points0 << END", "$points1 << END"].map { name in
      text.split(separator: "\n").drop { $0 != name }.dropFirst().prefix { $0 != "END" }
        .compactMap { Double($0.split(separator: " ")[0]) }
    }
    #expect(blocks[0].count == 3 && blocks[1].count == 3)
    for (a, b) in zip(blocks[0], blocks[1]) { #expect(a < b) }
    let ends = try blocks.map { try #require($0.last) }
    #expect(abs(ends[0] + ends[1]) < 1e-12)
  }

  @Test func `lines that part are not striped`() throws {
    var rows = Self.twins
    for index in 4..<8 { rows[index].exact = "\(0.02 * Double(index))" }
    let script = SweepScript(figure: try PlotFixture.figure(rows), canvas: .svg)
    #expect(script.bundles(panel: 0).isEmpty)
  }

  @Test func `a bundle is a chain of neighbours, and stripes show every member`() {
    let courses: [CurveOverlap.Course] = [
      [1: 0, 2: 0], [1: 0.5, 2: 0.5], [1: 0.004, 2: 0], [1: 0.008, 2: 0.008],
    ]
    #expect(CurveOverlap.bundles(courses, tolerance: 0.005) == [[0, 2, 3]])
    #expect(CurveOverlap.dash(0, of: 3) == nil)
    // Three lines, pieces of eight: the second leaves out one piece, the third two.
    #expect(CurveOverlap.dash(1, of: 3) == "(16, 8)" && CurveOverlap.dash(2, of: 3) == "(8, 16)")
    #expect(CurveOverlap.asides([1, 5, 1.01], tolerance: 0.02) == [-0.5, 0, 0.5])
  }

  @Test func `more than twelve curves become panels that share axis and legend`() throws {
    let rows: [PlotFixture.Row] = ["standardized", "mean", "reinforce"].flatMap { advantage in
      ["gaussian", "uniform", "laplace", "rademacher", "student-t"].flatMap { noise in
        ["0", "0.1", "1"].map { ("p", advantage, noise, $0, "0.1", "0.01", "0.1") }
      }
    }
    let script = SweepScript(figure: try PlotFixture.figure(rows), canvas: .svg)
    #expect(script.panels.panels.map(\.heading) == ["standardized", "mean", "reinforce"])
    #expect(script.panels.panels.map(\.curves.count) == [5, 5, 5])
    #expect(script.panels.legend.count == 5 && script.panels.legend[1] == "uniform noise")
    let ranges = script.text.split(separator: "\n").filter { $0.hasPrefix("set yrange") }
    #expect(ranges.count == 3 && Set(ranges).count == 1)
    #expect(try Gnuplot().draw(script.text).count > 10_000)
  }

  @Test func `an interval of a cosine ends at 1`() throws {
    let point = PlotPoint(
      sigma: 1, estimate: 0.9999, standardError: 0.001, exact: nil, bounds: -1...1)
    #expect(point.interval == (0.9999 - 0.002)...1)
    let axis = HeightAxis(values: [0.9999], reaches: [0.9979, 1.0019], bounds: -1...1)
    #expect(axis.limits.upperBound < 1.001)
  }

  @Test func `values of any size have an axis`() {
    for values in [
      [1e300, 1.1e300], [-1.7e308, 1.7e308],
      [Double.leastNonzeroMagnitude, Double.leastNormalMagnitude], [0, 0], [1e150, 1e-150],
    ] {
      let axis = HeightAxis(values: values, reaches: values)
      #expect(axis.limits.lowerBound.isFinite && axis.limits.upperBound.isFinite)
      #expect(axis.limits.lowerBound < axis.limits.upperBound)
      for value in values { #expect(axis.limits.contains(axis.position(of: value))) }
      #expect(axis.ticks.count < 100)
    }
  }
}
