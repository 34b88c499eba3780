import ArgumentParser

/// How much of a table is shown.
struct TableOptions: ParsableArguments {
  @Flag(help: "Every column and row of the table, however wide (default: what fits the terminal).")
  var wide = false

  /// The columns that a table may take; nil for any number.
  func width(of format: OutputFormat, isFile: Bool) -> Int? {
    wide || isFile || format != .table ? nil : Terminal.width
  }

  /// Refuses `--wide` where nothing is left out.
  func check(_ format: OutputFormat) throws {
    guard wide, format != .table else { return }
    throw UsageError("--wide: no effect, \(format.rawValue) has every column and row")
  }
}
