import ArgumentParser
import Foundation

/// Where results go.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "File to write (default: standard output). A .meta.json beside it tells how to repeat it.",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "table, csv, json or markdown (default: by the ending of --out, else table).",
      valueName: "format"))
  var format: OutputFormat?

  @Option(help: ArgumentHelp("Picture to draw, .svg, .png or .pdf.", valueName: "file"))
  var plot: String?

  @Flag(help: "Overwrite files that redit did not write.")
  var force = false

  @OptionGroup var table: TableOptions

  /// Columns for a table; nil for any number.
  var width: Int? { table.width(of: resolvedFormat, isFile: out != nil) }

  var resolvedFormat: OutputFormat { format ?? out.map(OutputFormat.init(of:)) ?? .table }

  /// Refuses what could not be written, before any work is done.
  func check() throws {
    try table.check(resolvedFormat)
    if let plot {
      guard (try? PlotCanvas(file: plot)) != nil else {
        throw UsageError("--plot: \(plot) must end in .svg, .png or .pdf")
      }
      try PlotCanvas.check(file: plot)
    }
    for (option, path) in [("--out", out), ("--plot", plot)] {
      guard let path else { continue }
      try OutputFile.check(path, option: option)
      if !force { try MetaFile.checkOwnership(of: path, option: option) }
    }
  }

  /// Arguments without those that say where results go or how fast they come.
  static func removingOutputs(_ arguments: [String]) -> [String] {
    var kept: [String] = []
    var skipsValue = false
    for argument in arguments {
      if skipsValue {
        skipsValue = false
      } else if ["--out", "--plot", "--threads"].contains(argument) {
        skipsValue = true
      } else if !["--force", "--wide"].contains(argument),
        !["--out=", "--plot=", "--threads="].contains(where: argument.hasPrefix)
      {
        kept.append(argument)
      }
    }
    return kept
  }
}
