import Analysis
import GRPO
import Policies

/// A bandit with what a learning run needs.
struct LearningScene {
  let name: String
  let logits: [Double]
  let rewards: [Double]
  /// Length of a run.
  let steps: Int
  /// Step size.
  var rate = 0.2
  var optimizer = OptimizerRule.sgd
  /// What sets its findings apart from those of other bandits, in words; nil for nothing.
  var trait: String?
  var groupSize = 8
  /// The expected reward that counts as learned.
  var threshold = 0.8

  func setting(_ kind: AdvantageKind, sigma: Double) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(kind), dither: Dither(sigma == 0 ? .none : .gaussian),
      sigma: sigma, groupSize: groupSize)
  }

  func recipe(_ setting: Setting, schedule: DitherSchedule = .constant) throws -> Recipe {
    let noise = try RewardNoise(setting.dither, sigma: setting.sigma, schedule: schedule)
    return try Recipe(
      rollout: RolloutPlan(groupSize: setting.groupSize), noise: [noise],
      advantage: setting.advantage,
      update: Update(optimizer: optimizer, learningRate: LearningRate(rate)))
  }

  /// As many runs of each recipe as the sampling pays for groups.
  ///
  /// - Parameter stream: tells the random numbers of different comparisons of one claim apart.
  func run(
    _ experiment: Experiment, _ recipes: [Recipe], stream: Int
  ) throws -> ComparisonOutcome {
    let prompt = try Prompt(name: name, policy: SoftmaxBandit(logits: logits), rewards: rewards)
    let comparison = Comparison(
      try TrainingTask(name: name, prompts: [prompt]), recipes: recipes,
      plan: try RunPlan(steps: steps, threshold: threshold))
    return comparison.run(
      // One group a step. Each comparison has room for 2^24 runs, below the 2^30 of run numbers.
      max(2, experiment.sampling.groups / steps), experiment.sampling, first: stream << 24)
  }

  /// A measured bound; there is no exact value.
  func finding(
    _ setting: Setting, remark: String = "", _ quantity: String, _ claimed: Double,
    _ estimate: Estimate, expected: Verdict, condition: String? = nil
  ) -> Finding {
    Finding(
      variant: setting.advantage.text + (trait.map { ", \($0)" } ?? "") + remark,
      quantity: quantity, at: Place(name, setting), .atMost, claimed: claimed,
      ExactAndSimulated(exact: nil, estimate: estimate), expected: expected, condition: condition)
  }
}
