import Analysis
import ArgumentParser
import Foundation
import Training

/// `redit verify`: every claim against exact laws and simulation.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Decide every claim about dithering, exactly and by simulation.",
    usage: "redit verify <options>",
    discussion: """
      Each line compares what a claim predicts with the exact value and with a simulation. A \
      correct program raises a false alarm in one run of 1000 at most. Exit status 0 when every \
      verdict is the expected one, 1 otherwise.

      'redit calibrate' checks that false alarms are as rare as that.

      Example: redit verify --claim UnbiasedGradient --claim SilentGroups
      """)

  @Option(
    help: ArgumentHelp("Only this claim; a list A,B for several.", valueName: "name"),
    completion: .list(Claim.catalogue.map(\.name)))
  var claim: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Simulated groups per comparison.", valueName: "n"))
  var groups: Int = 200_000

  @Flag(help: "Twenty times the groups: intervals four and a half times as narrow, in minutes.")
  var thorough = false

  @OptionGroup(title: "Simulation") var sampling: SamplingOptions

  @OptionGroup(title: "Output") var output: TextOutput

  func run() throws {
    guard groups >= 1000 else { throw UsageError("--groups: at least 1000, got \(groups)") }
    let claims = try Names.claims(claim)
    let plan = try sampling.sampling(groups: thorough ? 20 * groups : groups)
    let files = try output.plan()
    var progress = ProgressLine("verifying")
    var findings: [Finding] = []
    for (index, claim) in claims.enumerated() {
      findings += try claim.findings(plan)
      progress.update(Double(index + 1) / Double(claims.count))
    }
    progress.finish()
    let judgement = try Judgement(findings)
    let text = try VerdictText.text(judgement, format: output.resolvedFormat)
    try files.write(["--out": Data(text.utf8)], plan.record(output.arguments))
    if !judgement.isAsExpected { throw ExitCode(1) }
  }
}
