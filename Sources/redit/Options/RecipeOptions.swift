import ArgumentParser
import GRPO
import Training

/// How it is learned: sampling, optimiser, schedules.
struct RecipeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Advantage, whitening, clip, KL, filter, norm limit and optimiser as a system has them: \
      \(RecipePreset.all.map(\.name).joined(separator: ", ")). Each option given beside it takes the \
      place of what the system has, or changes it (--ddof, --stabilizer, --clamp).
      """, valueName: "name"), completion: .list(RecipePreset.all.map(\.name)))
  var preset: String?

  @Option(
    help: ArgumentHelp(
      """
      Size of the noise over the run, at the same root mean square; a list for several: \
      \(DitherSchedule.all.map(\.name).joined(separator: ", ")) (default constant).
      """, valueName: "name"), completion: .names(DitherSchedule.all.map(\.name)))
  var schedule: [String] = []

  @OptionGroup var batch: PromptBatchOptions

  @Option(
    help: ArgumentHelp(
      "Throw away groups of equal rewards: none, raw (before the noise), dithered (after it).",
      valueName: "when"))
  var filter: RolloutPlan.Filter?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of --filter: draws before a place stays empty.", valueName: "n"))
  var draws: Int?

  @Option(
    help: ArgumentHelp(
      """
      Whiten advantages over the batch, as REINFORCE++: verl, (A - mean) / sqrt(variance + 1e-8) of ddof \
      1; openrlhf, (A - mean) / sqrt(max(variance, 1e-8)) of ddof 0; none.
      """, valueName: "how"))
  var whiten: WhitenChoice?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Gradient steps on each batch; --clip-range acts from the second.", valueName: "n"))
  var innerSteps: Int = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Shorten longer gradients to this norm, inf for no limit (default: none).", valueName: "c"))
  var gradientNorm: Double?

  @Option(
    help: ArgumentHelp(
      "\(OptimizerRule.names.joined(separator: ", ")) (default sgd; with --task adam).",
      valueName: "name"), completion: .list(OptimizerRule.names))
  var optimizer: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Largest step size (default: \(OptimizerRule.usualRates)).",
      valueName: "eta"))
  var learningRate: Double?

  @Option(help: "Step size over the run: constant, linear or cosine (to 0).")
  var decay: LearningRate.Decay = .constant

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Steps in which the step size grows from 0.", valueName: "n"))
  var warmUp: Int = 0

  /// The preset asked for.
  func resolvedPreset() throws -> RecipePreset? {
    try preset.map { name in
      let known = try Names.one(name, among: RecipePreset.all.map(\.name), option: "--preset")
      return try usage("--preset") { try RecipePreset(name: known) }
    }
  }

  /// The schedules asked for.
  func schedules() throws -> [DitherSchedule] {
    try Names.schedules(schedule)
  }

  /// How advantages are whitened.
  func whitening() throws -> Whitening? {
    switch whiten {
    case nil: try resolvedPreset()?.whitening
    case .some(.none): nil
    case .verl: .verl
    case .openrlhf: .openrlhf
    }
  }

  /// Which prompts and groups.
  func rollout(groupSize: Int) throws -> RolloutPlan {
    let preset = try resolvedPreset()
    let chosen = filter ?? preset?.filter ?? .none
    return try usage(nil) {
      try RolloutPlan(
        groupSize: groupSize, promptsPerStep: batch.promptsPerStep, filter: chosen,
        maximumDraws: chosen == .none ? 1 : draws ?? preset?.maximumDraws ?? 10)
    }
  }

  /// How advantages move the parameters.
  ///
  /// - Parameter hasKL: whether a KL coefficient was given, 0 perhaps.
  func update(surrogate: Surrogate, hasKL: Bool, isNeural: Bool) throws -> Update {
    let preset = try resolvedPreset()
    var surrogate = surrogate
    if surrogate.clipRange == nil { surrogate.clipRange = preset?.clipRange }
    // A limit of its own, and a form without signs, take the place of the preset's.
    if surrogate.clipForm == .ppo { surrogate.dualClip = surrogate.dualClip ?? preset?.dualClip }
    if !hasKL, let preset { surrogate.klCoefficient = preset.klCoefficient }
    let rule = try optimizer.map { name in
      let known = try Names.one(name, among: OptimizerRule.names, option: "--optimizer")
      return try usage("--optimizer") { try OptimizerRule(name: known) }
    }
    let chosen = rule ?? preset?.optimizer ?? (isNeural ? .adam : .sgd)
    let peak = learningRate ?? chosen.usualRate(isNeural: isNeural)
    let rate = try usage("--learning-rate") {
      try LearningRate(peak, decay: decay, warmUp: warmUp)
    }
    guard innerSteps >= 1 else {
      throw UsageError("--inner-steps: at least 1, got \(innerSteps)")
    }
    return try usage(nil) {
      try Update(
        surrogate: surrogate, innerSteps: innerSteps,
        gradientNormLimit: gradientNorm ?? preset?.gradientNormLimit, optimizer: chosen,
        learningRate: rate)
    }
  }
}

/// What `--whiten` takes.
enum WhitenChoice: String, CaseIterable { case none, verl, openrlhf }
