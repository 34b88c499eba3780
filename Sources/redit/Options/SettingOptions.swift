import Analysis
import ArgumentParser
import GRPO

/// Advantage, noise and sigma of a sweep.
struct SettingOptions: ParsableArguments {
  @OptionGroup var advantage: AdvantageOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Groups per batch, for batch-standardized.", valueName: "B"))
  var batchGroups: Int = 8

  @OptionGroup var noise: NoiseOptions

  /// The sweep that these options and the prompts describe.
  func sweep(_ set: ProblemSet) throws -> Sweep {
    let sweep = Sweep(
      set, advantages: try advantage.advantages(default: ["standardized", "mean"]),
      dithers: try noise.dithers(),
      sigmas: try noise.sigmas(default: [0, 0.0289, 0.05, 0.1, 0.289, 0.5, 1]),
      groupSize: advantage.groupSize, batchGroups: batchGroups)
    guard batchGroups >= 1 else {
      throw UsageError("--batch-groups: at least 1, got \(batchGroups)")
    }
    _ = try usage("--group-size \(advantage.groupSize)") { try sweep.settings() }
    return sweep
  }
}
