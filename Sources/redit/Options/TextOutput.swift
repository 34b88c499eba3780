import ArgumentParser
import Platform

/// Where a table goes, and how it is written.
struct TextOutput: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "File to write (default: -, standard output). A .meta.json beside it tells 'redit repeat' how.",
      valueName: "file"), completion: .file(extensions: OutputEnding.tables))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "table, csv, json or markdown (default: by the ending of --out, else table).",
      valueName: "format"))
  var format: OutputFormat?

  @Flag(help: "Overwrite files that are not unchanged outputs of the same command.")
  var force = false

  @OptionGroup var table: TableOptions

  /// Columns for a table; nil for any number.
  var width: Int? { table.width(of: resolvedFormat, isFile: file != nil) }

  var resolvedFormat: OutputFormat { format ?? file.map(OutputFormat.init(of:)) ?? .table }

  /// Whether it goes to a file, or what stands for one.
  var isFile: Bool { file != nil }

  /// What `out` names, unless that is standard output.
  private var file: String? { out == "-" ? nil : out }

  /// Refuses what could not be written, before any work is done.
  func plan() throws -> OutputPlan { try plan(with: []) }

  /// With more outputs besides.
  func plan(with others: [(option: String, path: String)]) throws -> OutputPlan {
    try table.check(resolvedFormat)
    return try OutputPlan([("--out", out ?? "-")] + others, force: force)
  }

  /// The arguments that repeat the run.
  var arguments: [String] {
    RepeatableArguments.of(CurrentRun.arguments, format: resolvedFormat.rawValue)
  }
}
