import Analysis
import ArgumentParser

/// `redit sweep`: exact laws and simulation over a grid of sigmas.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", _superCommandName: CommandRoot.name,
    abstract: "Expected gradient and variance against sigma, exact and simulated.",
    discussion: """
      Every setting sees the same simulated groups. Exact values are empty where no exact law is \
      known. Without a policy: a bandit of five arms, two of them right.

      Examples:
        redit sweep --group-size 4 --sigma log:1e-4:1:13 --out a.csv --plot a.svg
        redit sweep --advantage trl,dr-grpo --noise uniform --sigma 0,0.05
        redit sweep --prompts data/prompts/pass_rates.csv --out b.csv
        redit sweep --rewards 0,.3,1 --quantize .5 --quantize-dither triangular
        redit sweep --logits 0,0,-3.9 --rewards 0,0,1 --precision 1e-3
        redit sweep --groups 20000000 --shard 1/3 --parts parts
        redit repeat a.csv.meta.json
      """)

  @OptionGroup(title: "Policy and objective") var policy: PolicyOptions
  @OptionGroup(title: "Grader") var channel: ChannelOptions
  @OptionGroup(title: "Advantage and noise") var setting: SettingOptions
  @OptionGroup(title: "Simulation") var sampling: SamplingOptions
  @OptionGroup(title: "Method and precision") var method: MethodOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Simulated groups per point and prompt, 0 for exact only (default: \(Self.defaultGroups), and no limit \
      with --precision).
      """, valueName: "n"))
  var groups: Int?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Parts of a run") var parts: PartOptions

  /// Without --groups and --precision.
  static let defaultGroups = 100_000

  func run() throws {
    if let groups, groups != 0, groups < 2 {
      throw UsageError("--groups: 0 or at least 2, got \(groups)")
    }
    if let groups { try SizeLimits.check(groups, "--groups", atMost: SizeLimits.groups) }
    if groups == 0 { try Refusals().refuseSimulation(because: "--groups 0 simulates nothing") }
    let chosen = try method.chosen()
    var plan = try sampling.sampling(groups: groups ?? Self.defaultGroups)
    plan.method = chosen ?? .raoBlackwell
    let target = try groups == 0 ? nil : method.target(limit: groups)
    try SweepRunner(
      policy: policy, setting: setting, channel: channel, sampling: plan, output: output,
      precision: target, methods: chosen.map { [$0] }, parts: parts
    ).run()
  }
}
