import Analysis
import ArgumentParser
import GRPO
import GSL
import Policies

/// Advantage, noise and sigma of a sweep.
struct SettingOptions: ParsableArguments {
  @OptionGroup var advantage: AdvantageOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Groups per batch, for batch-standardized.", valueName: "B"))
  var batchGroups: Int = 8

  @OptionGroup var noise: NoiseOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Add the exact rise of the expected reward by one SGD step of this size, to second order \
      (claim OneStepImprovement).
      """, valueName: "eta"))
  var learningRate: Double?

  /// The advantages, by name.
  func named() throws -> [NamedAdvantage] {
    try advantage.ofOneGroup(default: ["standardized", "mean"])
  }

  /// What the rows of these sweeps are of, in words.
  func labels(
    _ prompts: [Prompt], policy: PolicyOptions, channel: RewardChannel? = nil
  ) throws -> RowLabels {
    RowLabels(
      prompts, advantages: try named().map(\.name), surrogate: try policy.surrogate(),
      channel: channel)
  }

  /// The sweeps that these options and the prompts describe, one for each group size.
  func sweeps(_ set: ProblemSet) throws -> [Sweep] {
    guard batchGroups >= 1 else {
      throw UsageError("--batch-groups: at least 1, got \(batchGroups)")
    }
    try SizeLimits.checkGroupSizes(advantage.groupSize.values)
    let largest = advantage.groupSize.values.max() ?? 1
    try SizeLimits.check(
      batchGroups, "--batch-groups", atMost: SizeLimits.batchSize / max(1, largest))
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw UsageError("--learning-rate: finite and above 0, got \(learningRate.plainText)")
    }
    if learningRate != nil, let prompt = set.problems.first(where: { !$0.isEnumerable }) {
      throw UsageError(
        "--learning-rate: the rise of the reward needs the curvature of its value, completion by completion, "
          + "and prompt \(prompt.name) has more than \(SequencePolicy.outcomeLimit)")
    }
    try Names.refuseRepeated(advantage.groupSize.values, option: "--group-size")
    let named = try named()
    if set.problems[0].componentCount == nil,
      let one = named.first(where: { $0.rule.aggregation == .decoupled })
    {
      throw UsageError(
        "--advantage \(one.name): \(set.problems[0].name) has one reward; --rewards 1/1,0/1,0/0 or "
          + "--other-pass-rates give it several components")
    }
    let dithers = try noise.dithers()
    try noise.checkComponents(of: set.problems[0].componentCount)
    let sigmas = try noise.sigmas(default: [0, 0.0289, 0.05, 0.1, 0.289, 0.5, 1])
    return try advantage.groupSize.values.map { size in
      var sweep = Sweep(
        set, rules: named.map(\.rule), dithers: dithers, sigmas: sigmas, groupSize: size,
        batchGroups: batchGroups)
      sweep.learningRate = learningRate
      _ = try usage("--group-size \(size)") { try sweep.settings() }
      return sweep
    }
  }
}
