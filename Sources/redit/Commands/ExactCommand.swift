import Analysis
import ArgumentParser

/// `redit exact`: the exact laws alone, in an instant.
struct ExactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exact", _superCommandName: CommandRoot.name,
    abstract: "Exact expected gradient and variance; nothing is simulated.",
    discussion: """
      Fields stay empty where no exact law is known; a note says why. JSON adds the expected gradient itself and, for \
      binary rewards, the shrinkage of the advantage for K = 1 .. G-1 correct completions. The \
      options are those of 'redit sweep' but for the simulation.

      Examples:
        redit exact --group-size 8 --sigma 0.05,0.5 --format json
        redit exact --pass-rate log:1e-3:.5:20 --group-size 4,8 --sigma 0:1:50
        redit exact --old-logits=0,0,0,0,0 --clip-range inf,1 --clip-form cispo
        redit exact --prompts data/prompts/pass_rates.csv --pass-rates posterior
        redit exact --pass-rate .1,.5 --false-positive .1 --false-negative .2
      """)

  @OptionGroup(title: "Policy and objective") var policy: PolicyOptions
  @OptionGroup(title: "Grader") var channel: ChannelOptions
  @OptionGroup(title: "Advantage and noise") var setting: SettingOptions
  @Option(
    help: ArgumentHelp(
      """
      Observed pass rates of --prompts are taken for true (plug-in), or (posterior) true rates inferred \
      from them, with the column completions: intervals for the set's silent groups and signal.
      """, valueName: "plug-in|posterior"))
  var passRates: PassRateReading = .plugIn

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(visibility: .hidden) var sampling: SamplingOptions
  @OptionGroup(visibility: .hidden) var method: MethodOptions
  @Option(help: .hidden) var groups = 0

  func run() throws {
    let reason = "'redit exact' simulates nothing ('redit sweep' does)"
    try Refusals().refuse("--groups", because: reason)
    try Refusals().refuseSimulation(because: reason)
    let threads = try sampling.sampling(groups: 0).threads
    if passRates == .posterior {
      try Refusals().refuse(
        "--false-positive", "--false-negative", "--corrected", "--quantize", "--quantize-dither",
        because: "--pass-rates posterior takes observed rewards for true ones")
      return try PassRateRunner(
        policy: policy, setting: setting, output: output, threads: threads
      ).run()
    }
    try SweepRunner(
      policy: policy, setting: setting, channel: channel,
      sampling: .init(groups: 0, threads: threads), output: output
    ).run()
  }
}
