import Analysis
import ArgumentParser
import Platform
import Training

/// `redit verify`: every claim against exact laws and simulation.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", _superCommandName: CommandRoot.name,
    abstract: "Decide every claim about dithering, exactly and by simulation.",
    usage: "redit verify <options>",
    discussion: """
      Each comparison holds what a claim predicts against the exact value and a simulation. A \
      correct program raises a false alarm in one run of 1000 at most. A verdict is undecided where \
      the simulation is too small to tell. Exit status 1 when something is decided otherwise than \
      expected, else 0.

      One line for each claim; the comparisons themselves with --claim or --details, as wide as they \
      are with --wide.

      'redit calibrate' checks that false alarms are as rare as that.

      Example: redit verify --claim UnbiasedGradient --claim SilentGroups
      """)

  @Option(
    help: ArgumentHelp("Only this claim; a list A,B for several.", valueName: "name"),
    completion: .names(Claim.catalogue.map(\.name)))
  var claim: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Simulated groups per comparison.", valueName: "n"))
  var groups: Int = 200_000

  @Flag(help: "Twenty times the groups: intervals four and a half times as narrow, in minutes.")
  var thorough = false

  @OptionGroup(title: "Simulation") var sampling: SamplingOptions

  @Flag(help: "Every comparison, not only one line for each claim (as with --claim and --wide).")
  var details = false

  @OptionGroup(title: "Output") var output: TextOutput
  @OptionGroup(title: "Parts of a run") var parts: PartOptions

  func run() throws {
    let format = output.resolvedFormat
    if details, format != .table {
      throw UsageError("--details: no effect, \(format.rawValue) has every comparison")
    }
    guard groups >= 1000 else { throw UsageError("--groups: at least 1000, got \(groups)") }
    let claims = try Names.claims(claim)
    let plan = try sampling.sampling(groups: SizeLimits.groups(groups, times: thorough ? 20 : 1))
    let files = try output.plan()
    var findings: [Finding] = []
    let finished = try parts.run(
      ClaimWork(claims: claims, sampling: plan), label: "verifying", out: output.out,
      force: output.force
    ) { findings += $1 }
    guard let finished else { return }
    let judgement = try Judgement(findings)
    let text = VerdictText(
      judgement: judgement, width: output.width,
      details: details || output.table.wide || !claim.isEmpty)
    try files.write(["--out": Data(try text.text(format).utf8)], plan.record(output.arguments)) {
      finished.close()
    }
    if !judgement.isAsExpected { throw ExitCode(1) }
  }
}
