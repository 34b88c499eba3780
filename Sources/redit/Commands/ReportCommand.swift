import Analysis
import ArgumentParser
import Platform
import GSL
import Training

/// `redit report`: verdicts and figures on one page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", _superCommandName: CommandRoot.name,
    abstract: "Write verdicts, evidence and figures as one web page.",
    usage: "redit report <folder> <options>",
    discussion: """
      DIR/index.html needs no other file and no network. Beside each table and figure stands the \
      command that reproduces it. Exit status 1 when something is decided otherwise than \
      expected, else 0; the page is written either way.

      Examples:
        redit report out/report --prompts data/prompts/pass_rates.csv
        redit report out/trl --advantage trl,dr-grpo --group-size 8 --sigma 0.02,0.1
      """)

  @Argument(
    help: ArgumentHelp(
      "Folder for index.html and index.html.meta.json, made if missing.", valueName: "dir"),
    completion: .directory)
  var folder: String

  @OptionGroup(title: "Figures") var figures: ReportOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Simulated groups per comparison and per point.", valueName: "n"))
  var groups: Int = 200_000

  @OptionGroup(title: "Simulation") var sampling: SamplingOptions

  @Flag(help: "Overwrite a page that is not an unchanged output of 'redit report'.")
  var force = false

  func run() throws {
    guard groups >= 1000 else { throw UsageError("--groups: at least 1000, got \(groups)") }
    let plan = try sampling.sampling(groups: SizeLimits.groups(groups))
    let output = try ReportFolder(folder, force: force)
    let sweeps = try ReportSweep.all(figures, sampling: plan)
    try sweeps.forEach { try $0.check() }
    _ = try Gnuplot()
    let judgement = try Judgement(findings(plan))
    let page = ReportPage(
      command: ShellCommand.text(["redit", "report", "DIR"] + arguments(plan)),
      sampling: plan, judgement: judgement, sweeps: try drawn(sweeps, plan))
    try output.write(page.html, plan.record(["report"] + arguments(plan)))
    try StandardOutput.write("wrote \(output.page)\n")
    if !judgement.isAsExpected { throw ExitCode(1) }
  }

  private func findings(_ plan: Sampling) throws -> [Finding] {
    var progress = ProgressLine("verifying")
    defer { progress.finish() }
    return try Claim.catalogue.enumerated().flatMap { index, claim in
      let findings = try claim.findings(plan)
      progress.update(Double(index + 1) / Double(Claim.catalogue.count))
      return findings
    }
  }

  private func drawn(
    _ sweeps: [ReportSweep], _ plan: Sampling
  ) throws -> [(sweep: ReportSweep, figures: [ReportSweep.Figure])] {
    try sweeps.map { sweep in
      var progress = ProgressLine("simulating \(sweep.name)")
      defer { progress.finish() }
      return (sweep, try sweep.figures(plan) { progress.update($0) })
    }
  }

  private func arguments(_ plan: Sampling) -> [String] {
    plan.options + figures.words
  }
}
