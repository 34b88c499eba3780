import Analysis
import ArgumentParser
import GRPO
import Training

/// Task, recipe and length of the runs of 'train' and 'compare'.
struct TrainingOptions: ParsableArguments {
  @OptionGroup(title: "What is learned") var task: TaskOptions

  @OptionGroup(title: "Advantage") var advantage: AdvantageOptions
  @OptionGroup(title: "Noise") var noise: NoiseOptions
  @OptionGroup(title: "Training") var recipe: RecipeOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps of a run (default 200; with --task 400).", valueName: "n"))
  var steps: Int?

  /// Refuses numbers of runs and steps that nobody could wait for or keep.
  ///
  /// - Parameter fewest: runs.
  func checkSize(runs: Int, fewest: Int) throws {
    try Self.checkSize(runs: runs, fewest: fewest, steps: resolvedSteps)
    try SizeLimits.checkGroupSizes(advantage.groupSize.values)
    try SizeLimits.checkBatch(
      recipe.batch.promptsPerStep, groupSizes: advantage.groupSize.values)
  }

  static func checkSize(runs: Int, fewest: Int, steps: Int) throws {
    guard fewest...largestRuns ~= runs else {
      throw UsageError("--runs: from \(fewest) to \(largestRuns), got \(runs)")
    }
    guard 1...RunPlan.largestSteps ~= steps else {
      throw UsageError("--steps: from 1 to \(RunPlan.largestSteps), got \(steps)")
    }
    guard Double(runs) * Double(steps) <= largestWork else {
      throw UsageError(
        "--runs \(runs) of --steps \(steps): at most 1e11 steps in all, which take days")
    }
  }

  static let largestRuns = 1_000_000
  private static let largestWork = 1e11

  /// Steps of a run.
  var resolvedSteps: Int { steps ?? (task.task == nil ? 200 : 400) }

  /// The advantages asked for, or that of the preset, or else those named.
  func advantages(default names: [String]) throws -> [NamedAdvantage] {
    let preset = try recipe.resolvedPreset()
    return try advantage.whole(default: preset.map { [$0.advantageName] } ?? names)
  }

  /// One recipe without noise for each group size and advantage.
  func plainRecipes(default names: [String], on task: AnyTrainingTask) throws -> [Recipe] {
    try noise.checkComponents(of: task.componentWeights?.count)
    try self.task.policy.refuseIdleAggregation(isOneToken: task.length == 1, Refusals())
    let named = try advantages(default: names)
    let update = try recipe.update(
      surrogate: self.task.policy.surrogate(), hasKL: self.task.policy.klCoefficient != nil,
      isNeural: self.task.task != nil)
    let whitening = try recipe.whitening()
    return try advantage.groupSize.values.flatMap { size in
      let rollout = try recipe.rollout(groupSize: size)
      return try named.map { advantage in
        try usage("--group-size \(size)") {
          let recipe = try Recipe(
            rollout: rollout, advantage: advantage.estimator,
            aggregation: advantage.rule.aggregation,
            whitening: self.recipe.whiten == nil
              ? advantage.rule.whitening ?? whitening : whitening,
            update: update, advantageName: advantage.name)
          try task.check(recipe)
          return recipe
        }
      }
    }
  }

  /// Every noise asked for: law, size, schedule.
  func noises(default sigmas: [Double]) throws -> [RewardNoise] {
    let sizes = try noise.sigmas(default: sigmas)
    return try usage("--sigma") {
      try noise.dithers().flatMap { dither in
        try sizes.filter { $0 > 0 }.flatMap { sigma in
          try recipe.schedules().map {
            try RewardNoise(dither, sigma: sigma, schedule: $0)
          }
        }
      }
    }
  }
}

extension AnyTrainingTask {
  /// - Throws: `UsageError` where a recipe puts components together that the task does not have;
  ///   `TrainingError` where it cannot be trained otherwise.
  func check(_ recipe: Recipe) throws {
    if recipe.aggregation == .decoupled, componentWeights == nil {
      throw UsageError(
        "--advantage \(recipe.advantageName): \(name) has one reward (--rewards 1/1,0/1,0/0, "
          + "--other-pass-rates, or --weights 1,1,1 with --task make several)")
    }
    try validate(recipe)
  }
}
