import Platform

/// Where a figure is drawn.
enum PlotCanvas: Equatable {
  case svg
  case png
  case pdf
  case terminal(columns: Int, rows: Int, color: Bool)

  var isText: Bool {
    if case .terminal = self { true } else { false }
  }

  /// Endings of files that figures are drawn to.
  static let endings = ["svg", "png", "pdf"]

  /// The canvas that a file's ending names.
  ///
  /// - Throws: ``PlotError/unknownFormat(_:)``; knowing it before a long run saves the run.
  init(file: String) throws {
    switch URL(filePath: file).pathExtension.lowercased() {
    case "svg": self = .svg
    case "png": self = .png
    case "pdf": self = .pdf
    default: throw PlotError.unknownFormat(file)
    }
  }

  /// The same of a file that an option names.
  ///
  /// - Throws: `UsageError` that names the option.
  init(typed file: String, option: String) throws {
    do {
      try self.init(file: file)
    } catch let error as PlotError {
      throw UsageError("\(option): \(error)")
    }
  }

  /// Refuses a figure that could not be drawn, before a long run: an unknown ending, no gnuplot.
  static func check(file: String) throws {
    _ = try PlotCanvas(file: file)
    _ = try Gnuplot()
  }

  /// A figure as gnuplot drew it, with nothing in it that another day would change; in an SVG also
  /// the fonts to fall back on, for gnuplot names but one, and hollow markers whose lines can be seen
  /// from afar.
  func finished(_ figure: Data) -> Data {
    switch self {
    case .svg: finishedSVG(figure)
    case .pdf: Self.withoutDate(figure)
    default: figure
    }
  }

  private func finishedSVG(_ figure: Data) -> Data {
    let fonts = #"font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif""#
    let text = String(decoding: figure, as: UTF8.self)
    let marker = #/(<\w+ id='gpPt\d+' stroke-width=)'[0-9.]+'/#
    return Data(
      text.replacing(#"font-family="Helvetica""#, with: fonts)
        .replacing(marker) { "\($0.output.1)'0.4'" }.utf8)
  }

  /// A PDF whose date of creation is the first of 1970; its places and lengths stay as they are.
  private static func withoutDate(_ figure: Data) -> Data {
    var figure = figure
    let mark = Data("/CreationDate (D:".utf8)
    var start = figure.startIndex
    while let found = figure[start...].firstRange(of: mark) {
      start = found.upperBound
      for (index, digit) in zip(found.upperBound..<figure.endIndex, "19700101000000".utf8) {
        figure[index] = digit
      }
    }
    return figure
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
