import Foundation

/// Draws a file that the tool wrote as the figure of its kind; the figure replaces `output` only when
/// it is complete.
///
/// - Parameters:
///   - path: a file that the tool wrote.
///   - output: the figure; its ending, .svg, .png or .pdf, names the format.
///   - choice: what to show of it.
///   - title: nil takes the figure's own.
///   - laws: what is known between the rows.
/// - Throws: ``PlotError``, and `UsageError` for a choice that the file does not offer.
func drawPlot(
  csv path: String, to output: String, choice: PlotChoice = PlotChoice(), title: String? = nil,
  laws: PlotLaws = .none
) throws {
  let canvas = try PlotCanvas(file: output)
  let figure = try plotData(
    CSVTable.read(path), choice: choice, title: title, laws: laws, canvas: canvas)
  do {
    try figure.write(to: URL(filePath: output), options: .atomic)
  } catch {
    throw PlotError.unwritableFile(output, reason: error.localizedDescription)
  }
}

/// The bytes of a figure.
///
/// - Throws: as `drawPlot`.
func plotData(
  _ table: CSVTable, choice: PlotChoice = PlotChoice(), title: String? = nil,
  laws: PlotLaws = .none, canvas: PlotCanvas
) throws -> Data {
  let figure = try FigureKinds.figure(of: table, choice: choice).refined(by: laws)
  return canvas.finished(try Gnuplot().draw(figure.script(title: title, canvas: canvas)))
}

/// Draws a file that the tool wrote as text for a terminal.
///
/// - Parameter canvas: the terminal's size; see ``PlotCanvas/standardOutput``.
/// - Throws: as `drawPlot`.
func terminalPlot(
  csv path: String, choice: PlotChoice = PlotChoice(), title: String? = nil,
  laws: PlotLaws = .none, canvas: PlotCanvas = .standardOutput
) throws -> String {
  let text = String(
    decoding: try plotData(
      CSVTable.read(path), choice: choice, title: title, laws: laws, canvas: canvas),
    as: UTF8.self)
  // gnuplot begins with a form feed, which would clear some terminals, and an empty line.
  let lines = text.replacing("\u{0C}", with: "").split(separator: "\n")
  let isBlank = { (line: Substring) in
    line.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").allSatisfy(\.isWhitespace)
  }
  return lines.drop(while: isBlank).joined(separator: "\n") + "\n"
}
