import ArgumentParser
import GRPO
import Training

/// The axes of a map.
struct GridOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bandits of these pass rates, list or range (default 0.02,0.1,0.3,0.7).",
      valueName: "list"), transform: PassRateGrid.init)
  var passRate: PassRateGrid?

  @OptionGroup var bandits: BanditOptions
  @OptionGroup var components: ComponentOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Completions per group (default 8).", valueName: "G,G,..."))
  var groupSize: IndexList?

  @Option(
    help: ArgumentHelp(
      "Advantage, kind or system; a list for several (default grpo, that is standardized, and dr-grpo).",
      valueName: "name"), completion: .names(EstimatorOptions.names))
  var advantage: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Stabilizers in place of those of the advantages that divide by a deviation: 1e-4,0.05 asks \
      whether one does what noise does.
      """, valueName: "eps,eps,..."))
  var stabilizer: NumberList?

  @Option(
    help: ArgumentHelp(
      "Optimizer; a list for several (default sgd and adam; with --task adam).", valueName: "name"),
    completion: .names(OptimizerRule.names))
  var optimizer: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Step sizes (default: \(OptimizerRule.usualRates)).", valueName: "x,x,..."))
  var learningRate: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Gradient steps on each batch (default 1); those above 1 clip the ratio to [.8, 1.2].",
      valueName: "n,n,..."))
  var innerSteps: IndexList?

  @OptionGroup var batch: PromptBatchOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Standard deviations of the noise (default 0.02,0.05,0.1,0.3,0.5).", valueName: "list"),
    transform: SigmaGrid.init)
  var sigma: SigmaGrid?

  @Option(
    help: ArgumentHelp(
      "Family of the noise; a list for several (default gaussian).", valueName: "name"),
    completion: .names(NoiseFamily.names))
  var noise: [String] = []

  @OptionGroup var place: NoisePlaceOptions

  @Option(
    help: ArgumentHelp(
      "Size of the noise over the run; a list for several (default constant).",
      valueName: "name"), completion: .names(DitherSchedule.all.map(\.name)))
  var schedule: [String] = []

  /// Every noise, a column of the map each.
  func noises() throws -> [RewardNoise] {
    let schedules = try Names.schedules(schedule)
    let noises = try Names.list(noise, among: NoiseFamily.names, option: "--noise")
    let families = try usage("--noise") {
      try (noises.isEmpty ? ["gaussian"] : noises).map { try NoiseFamily(name: $0) }
    }
    let sigmas = (sigma?.values ?? [0.02, 0.05, 0.1, 0.3, 0.5]).filter { $0 > 0 }
    return try families.flatMap { family in
      try schedules.flatMap { schedule in
        try sigmas.map { try RewardNoise(place.dither(family), sigma: $0, schedule: schedule) }
      }
    }
  }

  /// Every recipe, a row of the map for each task.
  func recipes(isNeural: Bool) throws -> [Recipe] {
    let asked = try Names.list(optimizer, among: OptimizerRule.names, option: "--optimizer")
    let names = asked.isEmpty ? (isNeural ? ["adam"] : ["sgd", "adam"]) : asked
    return try (groupSize?.values ?? [8]).flatMap { size in
      try advantages().flatMap { named in
        try names.flatMap { name in
          try updates(name, isNeural: isNeural).map { update in
            try usage("--group-size \(size)") {
              try Recipe(
                rollout: RolloutPlan(groupSize: size, promptsPerStep: batch.promptsPerStep),
                advantage: named.estimator, aggregation: named.rule.aggregation,
                whitening: named.rule.whitening, update: update, advantageName: named.name)
            }
          }
        }
      }
    }
  }

  private func advantages() throws -> [NamedAdvantage] {
    var options = EstimatorOptions()
    options.advantage = advantage.isEmpty ? ["grpo", "dr-grpo"] : advantage
    (options.ddof, options.stabilizer, options.clamp) = (nil, nil, nil)
    (options.denominator, options.focal) = (nil, nil)
    let named = try options.named(default: [])
    guard let stabilizer else { return named }
    guard named.contains(where: { $0.estimator.kind.divides }) else {
      throw UsageError("--stabilizer: no advantage of the map divides by anything")
    }
    return try named.flatMap { try stabilized($0, stabilizer.values) }
  }

  /// One for each stabilizer, which its name then says; what divides by nothing stays as it is.
  private func stabilized(
    _ advantage: NamedAdvantage, _ stabilizers: [Double]
  ) throws -> [NamedAdvantage] {
    let estimator = advantage.estimator
    guard estimator.kind.divides else { return [advantage] }
    return try stabilizers.map { size in
      var changed = advantage
      changed.name = "\(advantage.name) eps \(NumberText.short(size))"
      changed.rule.estimator = try usage("--stabilizer") {
        try AdvantageEstimator(
          estimator.kind, ddof: estimator.ddof, stabilizer: size, clamp: estimator.clamp,
          denominator: estimator.denominator, focal: estimator.focal)
      }
      return changed
    }
  }

  private func updates(_ name: String, isNeural: Bool) throws -> [Update] {
    let rule = try usage("--optimizer") { try OptimizerRule(name: name) }
    return try (learningRate?.values ?? [rule.usualRate(isNeural: isNeural)]).flatMap { rate in
      let peak = try usage("--learning-rate") { try LearningRate(rate) }
      return try (innerSteps?.values ?? [1]).map { inner in
        try usage("--inner-steps") {
          try Update(
            surrogate: Surrogate(clipRange: inner > 1 ? .standard : nil), innerSteps: inner,
            optimizer: rule, learningRate: peak)
        }
      }
    }
  }
}
