import Analysis
import ArgumentParser
import Audit
import Platform

/// `redit advise`: what noise would do to a run that is planned, and what to change.
struct AdviseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise", _superCommandName: CommandRoot.name,
    abstract: "From pass rates: what noise would do to a run, what to change, which group size.",
    discussion: """
      What 'redit audit' tells from a log, told from pass rates before there is one: silent groups, what \
      noise would keep of the signal to noise under this advantage and others, what to change, and what \
      groups of other sizes would make of the same completions. Rewards are 0 and 1. Where --prompts \
      tells the completions behind its pass rates, true rates are inferred; else they are taken for \
      exact. Laws are exact; intervals are by prompt.

      Examples:
        redit advise --prompts data/prompts/pass_rates.csv --sigma 0.05
        redit advise --pass-rate .02,.1,.5 --preset verl --group-size 16
        redit advise --pass-rate log:.01:.5:9 --preset dapo --completions 128
        redit advise --pass-rate .1,.5 --noise-scale 500 --table sizes --format csv
      """)

  @OptionGroup(title: "Pass rates") var prompts: PromptTableOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "In place of --prompts: pass rates, a list .02,.1,.5 or a range log:.01:.5:9.",
      valueName: "list"), transform: PassRateGrid.init)
  var passRate: PassRateGrid?

  @OptionGroup(title: "Plan") var plan: PlanOptions

  @Option(
    help: ArgumentHelp(
      "Rows of csv, json and markdown.", valueName: "forecast|sizes"))
  var table: PlanTableChoice = .forecast

  @OptionGroup(title: "Output") var output: TextOutput

  func run() throws {
    let files = try output.plan()
    let settings = try plan.settings()
    let (rates, source) = try rates()
    let made: RunPlan
    do {
      made = try RunPlan(rates, settings)
    } catch let error as AuditError {
      throw FileError("\(error)")
    }
    let text = try PlanText(plan: made, source: source)
      .text(output.resolvedFormat, table: table, width: output.width)
    try files.write(["--out": Data(text.utf8)], Manifest(arguments: output.arguments))
  }

  /// What is known, and where from.
  private func rates() throws -> (PassRateSet, String) {
    if let passRate {
      if prompts.prompts != nil { throw UsageError("--pass-rate and --prompts exclude each other") }
      // For the refusal of columns without a table.
      _ = try prompts.load()
      let set = try usage("--pass-rate") {
        try PassRateSet(exact: passRate.values, weights: passRate.values.map { _ in 1 })
      }
      let count = passRate.values.count
      return (set, count == 1 ? "A pass rate as given" : "\(count) pass rates as given")
    }
    guard let table = try prompts.load(), let file = prompts.prompts else {
      throw UsageError("--prompts: missing; a table of pass rates, or --pass-rate .02,.1,.5")
    }
    let place = file.oneLine(limit: 200)
    let start = "\(table.names.count) prompt\(table.names.count == 1 ? "" : "s") of \(place)"
    do {
      guard table.completions.contains(where: { $0 > 0 }) else {
        return (
          try PassRateSet(exact: table.passRates, weights: table.weights), start + ", pass rates"
        )
      }
      let counts = try table.counts()
      let (few, many) = (counts.fewestCompletions, counts.mostCompletions)
      let number = few == many ? "\(few)" : "\(few) to \(many)"
      return (try PassRateSet(counts), "\(start), \(number) completions each")
    } catch let error as AnalysisError {
      throw FileError("--prompts: \(place): \(error)")
    } catch let error as CSVError {
      throw FileError("--prompts: \(place): \(error)")
    }
  }
}
