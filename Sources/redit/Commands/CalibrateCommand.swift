import Analysis
import ArgumentParser
import Platform
import Training

/// `redit calibrate`: are false alarms as rare as `redit verify` says?
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", _superCommandName: CommandRoot.name,
    abstract: "Repeat the checks of 'redit verify' with many seeds and count their false alarms.",
    usage: "redit calibrate <options>",
    discussion: """
      A false alarm is an interval that misses the exact value. They are counted at levels at which \
      they are common enough to be counted (5% and 1%) and at the level of a run. Exit status 0 when \
      no check raises more than its level allows and no standard error is too small, 1 otherwise; a \
      correct program fails in one run of 1000 at most, as far as its estimates are normal.

      Example: redit calibrate --claim ShrinkageLaw --seeds 200
      """)

  @Option(
    help: ArgumentHelp("Only this claim; a list A,B for several.", valueName: "name"),
    completion: .names(Claim.catalogue.map(\.name)))
  var claim: [String] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Seeds: --seed and those after it.", valueName: "n")
  )
  var seeds: Int = 1000

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Simulated groups per comparison.", valueName: "n"))
  var groups: Int = 10_000

  @OptionGroup(title: "Simulation") var sampling: SamplingOptions

  @Flag(help: "Every check, not only one line for each claim (as with --claim and --wide).")
  var details = false

  @OptionGroup(title: "Output") var output: TextOutput
  @OptionGroup(title: "Parts of a run") var parts: PartOptions

  func run() throws {
    let format = output.resolvedFormat
    if details, format != .table {
      throw UsageError("--details: no effect, \(format.rawValue) has every check")
    }
    guard groups >= 1000 else { throw UsageError("--groups: at least 1000, got \(groups)") }
    guard seeds >= 2 else { throw UsageError("--seeds: at least 2, got \(seeds)") }
    let claims = try Names.claims(claim)
    let plan = try sampling.sampling(groups: SizeLimits.groups(groups))
    let files = try output.plan()
    var counts = CalibrationCounts()
    let finished = try parts.run(
      SeedWork(claims: claims, seeds: seeds, sampling: plan), label: "calibrating", out: output.out,
      force: output.force
    ) { try counts.add($1) }
    guard let finished else { return }
    let calibration = Calibration(counts)
    let text = CalibrationText(
      calibration: calibration, width: output.width,
      details: details || output.table.wide || !claim.isEmpty)
    try files.write(["--out": Data(try text.text(format).utf8)], plan.record(output.arguments)) {
      finished.close()
    }
    if try !calibration.isCalibrated { throw ExitCode(1) }
  }
}
