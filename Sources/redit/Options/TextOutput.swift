import ArgumentParser
import Foundation

/// Where a table goes, and how it is written.
struct TextOutput: ParsableArguments {
  @Option(help: ArgumentHelp("File to write (default: standard output).", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "table, csv, json or markdown (default: by the ending of --out, else table).",
      valueName: "format"))
  var format: OutputFormat?

  @Flag(help: "Overwrite a file that is there.")
  var force = false

  @OptionGroup var table: TableOptions

  /// Columns for a table; nil for any number.
  var width: Int? { table.width(of: resolvedFormat, isFile: out != nil) }

  var resolvedFormat: OutputFormat { format ?? out.map(OutputFormat.init(of:)) ?? .table }

  /// Refuses what could not be written, before any work is done.
  func check() throws {
    try table.check(resolvedFormat)
    guard let out else { return }
    try OutputFile.check(out, option: "--out")
    if !force, FileManager.default.fileExists(atPath: out) {
      throw FileError("--out: \(out) exists (--force overwrites it)")
    }
  }

  /// Writes the whole file, or prints.
  func write(_ text: String) throws {
    guard let out else { return print(text, terminator: "") }
    try OutputFile.write(Data(text.utf8), to: out, option: "--out")
  }
}
