import Platform

/// Draws a table as the figure of its kind.
///
/// - Parameters:
///   - table: what the tool wrote.
///   - canvas: the format.
///   - choice: what to show of it.
///   - title: nil takes the figure's own.
///   - laws: what is known between the rows.
/// - Throws: ``PlotError``, and `UsageError` for a choice that the file does not offer.
func drawPlot(
  _ table: CSVTable, canvas: PlotCanvas, choice: PlotChoice = PlotChoice(), title: String? = nil,
  laws: PlotLaws = .none
) throws -> Data {
  let script = try FigureKinds.figure(of: table, choice: choice).refined(by: laws)
    .script(title: title, canvas: canvas)
  return try canvas.finished(Gnuplot().draw(script))
}

/// Draws a table as text for a terminal.
///
/// - Parameter canvas: the terminal's size; see ``PlotCanvas/standardOutput``.
/// - Throws: as `drawPlot`.
func terminalPlot(
  _ table: CSVTable, choice: PlotChoice = PlotChoice(), title: String? = nil,
  laws: PlotLaws = .none, canvas: PlotCanvas = .standardOutput
) throws -> String {
  let figure = try drawPlot(table, canvas: canvas, choice: choice, title: title, laws: laws)
  let text = String(decoding: figure, as: UTF8.self)
  // gnuplot begins with a form feed, which would clear some terminals, and an empty line.
  let lines = text.replacing("\u{0C}", with: "").split(separator: "\n")
  let isBlank = { (line: Substring) in
    line.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").allSatisfy(\.isWhitespace)
  }
  return lines.drop(while: isBlank).joined(separator: "\n") + "\n"
}
