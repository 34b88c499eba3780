import Foundation

/// Draws a table as the figure of its kind.
///
/// - Parameters:
///   - table: what the tool wrote.
///   - canvas: the format.
///   - choice: what to show of it.
///   - title: nil takes the figure's own.
/// - Throws: ``PlotError``, and `UsageError` for a choice that the file does not offer.
func drawPlot(
  _ table: CSVTable, canvas: PlotCanvas, choice: PlotChoice = PlotChoice(), title: String? = nil
) throws -> Data {
  let script = try FigureKinds.figure(of: table, choice: choice)
    .script(title: title, canvas: canvas)
  return try canvas.finished(Gnuplot().draw(script))
}

/// Draws a table as text for a terminal.
///
/// - Parameter canvas: the terminal's size; see ``PlotCanvas/standardOutput``.
/// - Throws: as `drawPlot`.
func terminalPlot(
  _ table: CSVTable, choice: PlotChoice = PlotChoice(), title: String? = nil,
  canvas: PlotCanvas = .standardOutput
) throws -> String {
  let script = try FigureKinds.figure(of: table, choice: choice)
    .script(title: title, canvas: canvas)
  let text = String(decoding: try Gnuplot().draw(script), as: UTF8.self)
  // gnuplot begins with a form feed, which would clear some terminals, and an empty line.
  let lines = text.replacing("\u{0C}", with: "").split(separator: "\n")
  let isBlank = { (line: Substring) in
    line.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").allSatisfy(\.isWhitespace)
  }
  return lines.drop(while: isBlank).joined(separator: "\n") + "\n"
}

extension PlotCanvas {
  /// The canvas that a file's ending names.
  ///
  /// - Throws: ``PlotError/unknownFormat(_:)``; knowing it before a long run saves the run.
  init(file: String) throws {
    switch URL(filePath: file).pathExtension.lowercased() {
    case "svg": self = .svg
    case "png": self = .png
    default: throw PlotError.unknownFormat(file)
    }
  }

  /// A figure as gnuplot drew it, in an SVG with the fonts to fall back on, for gnuplot names but one,
  /// and with hollow markers whose lines can be seen from afar.
  fileprivate func finished(_ figure: Data) -> Data {
    guard self == .svg else { return figure }
    let fonts = #"font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif""#
    let text = String(decoding: figure, as: UTF8.self)
    let marker = #/(<\w+ id='gpPt\d+' stroke-width=)'[0-9.]+'/#
    return Data(
      text.replacing(#"font-family="Helvetica""#, with: fonts)
        .replacing(marker) { "\($0.output.1)'0.4'" }.utf8)
  }

  /// The terminal at standard output, or 100 columns by 30 rows without colour where it is none.
  static var standardOutput: PlotCanvas {
    var size = winsize()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    guard isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return .terminal(columns: 100, rows: 30, color: false)
    }
    let environment = ProcessInfo.processInfo.environment
    let color = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    return .terminal(
      columns: max(Int(size.ws_col), 40), rows: max(Int(size.ws_row) - 2, 15), color: color)
  }
}
