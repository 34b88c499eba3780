import ArgumentParser
import Platform

/// Where a table and its picture go.
struct OutputOptions: ParsableArguments {
  @OptionGroup var text: TextOutput

  @Option(
    help: ArgumentHelp("Picture to draw, .svg, .png or .pdf.", valueName: "file"),
    completion: .file(extensions: PlotCanvas.endings))
  var plot: String?

  /// Refuses what could not be drawn or written, before any work is done.
  func plan() throws -> OutputPlan {
    if let plot {
      _ = try PlotCanvas(typed: plot, option: "--plot")
      _ = try Gnuplot()
    }
    return try text.plan(with: plot.map { [("--plot", $0)] } ?? [])
  }

  /// The text, and the picture that a CSV makes where one is wanted, by option.
  ///
  /// - Parameter laws: what is known between the rows.
  func contents(
    _ table: String, laws: PlotLaws = .none, csv: () -> String
  ) throws -> [String: Data] {
    var contents = ["--out": Data(table.utf8)]
    if let plot {
      contents["--plot"] = try drawPlot(
        CSVTable(text: csv(), file: plot), canvas: PlotCanvas(file: plot), laws: laws)
    }
    return contents
  }
}
