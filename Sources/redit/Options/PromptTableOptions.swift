import ArgumentParser
import Platform

/// Which columns of the table of `--prompts` are what.
struct PromptTableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A prompt set with pass rates: CSV with columns prompt and pass_rate, perhaps weight.",
      discussion: """
        Pass rates are written 0.375, 3/8 or 37.5%; rows without one (empty, null, NaN) are left out \
        and counted. A column completions says how many completions stand behind each. Cells may be \
        separated by commas, semicolons or tabs.
        """, valueName: "file.csv"), completion: .file(extensions: ["csv", "tsv"]))
  var prompts: String?

  @Option(
    help: ArgumentHelp(
      "The column of --prompts that names them (default: prompt).", valueName: "name"))
  var promptColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of --prompts with the pass rates (default: pass_rate).", valueName: "name"))
  var passRateColumn: String?

  @Option(
    help: ArgumentHelp(
      "The column of --prompts that says how often each is drawn (default: weight, if there is one).",
      valueName: "name"))
  var weightColumn: String?

  @Option(
    help: ArgumentHelp(
      """
      The column of --prompts with the number of completions behind each pass rate (default: \
      completions, if there is one).
      """, valueName: "name"))
  var completionsColumn: String?

  /// The table, if one is asked for; says on standard error what it leaves out.
  func load() throws -> PromptTable? {
    guard let prompts else {
      let given = [
        ("--prompt-column", promptColumn), ("--pass-rate-column", passRateColumn),
        ("--weight-column", weightColumn), ("--completions-column", completionsColumn),
      ].first { $0.1 != nil }
      if let given { throw UsageError("\(given.0): needs --prompts") }
      return nil
    }
    var columns = PromptTable.Columns()
    columns.prompt = promptColumn ?? columns.prompt
    columns.passRate = passRateColumn ?? columns.passRate
    columns.weight = weightColumn
    columns.completions = completionsColumn
    let table = try PromptFiles.table(at: prompts, columns: columns)
    if table.missingCount > 0 {
      let rows = table.missingCount + table.names.count
      let text =
        "redit: --prompts: \(prompts.oneLine(limit: 200)): \(table.missingCount) of \(rows) rows "
        + "have no \(table.passRateColumn.oneLine()) and are left out\n"
      StandardError.write(text)
    }
    return table
  }
}
