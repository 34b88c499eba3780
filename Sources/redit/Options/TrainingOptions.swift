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

  /// Steps of a run.
  var resolvedSteps: Int { steps ?? (task.task == nil ? 200 : 400) }

  /// The advantages asked for, or that of the preset, or else those named.
  func advantages(default names: [String]) throws -> [NamedAdvantage] {
    guard advantage.advantage.isEmpty, let preset = try recipe.resolvedPreset() else {
      return try advantage.named(default: names)
    }
    return [NamedAdvantage(name: preset.name, estimator: preset.advantage)]
  }

  /// One recipe without noise for each group size and advantage.
  func plainRecipes(default names: [String]) throws -> [Recipe] {
    let preset = try recipe.resolvedPreset()
    let estimators = try advantages(default: names).map(\.estimator)
    let update = try recipe.update(
      surrogate: task.policy.surrogate(), isNeural: task.task != nil)
    return try advantage.groupSize.values.flatMap { size in
      let rollout = try recipe.rollout(groupSize: size)
      return try estimators.map { estimator in
        try usage("--group-size \(size)") {
          try Recipe(
            rollout: rollout, advantage: estimator,
            whitensBatch: recipe.whiten || preset?.whitensBatch ?? false, update: update)
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
