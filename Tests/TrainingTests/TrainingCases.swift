import Analysis
import GRPO
import GSL
import Policies

@testable import Training

/// Tasks and recipes that several tests share.
enum TrainingCases {
  /// Five arms, two of them right, as in the claims.
  static func fiveArms() throws -> TrainingTask<TabularPolicies> {
    try TrainingTask(name: "five arms", prompts: [fiveArmPrompt()])
  }

  static func fiveArmPrompt() throws -> Prompt {
    try Prompt(
      name: "five arms", policy: SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8]),
      rewards: [1, 0, 0, 1, 0])
  }

  /// Bandit prompts of the given pass rates.
  static func bandits(_ rates: [Double]) throws -> TrainingTask<TabularPolicies> {
    try TrainingTask(
      name: "pass rates",
      prompts: rates.map { try Prompt.withPassRate(name: "p \($0)", passRate: $0) })
  }

  /// A network of random parameters over three prompts; rewards .5 per token 1.
  static func network() throws -> TrainingTask<NeuralSequencePolicy> {
    var stream = RandomStream(seed: 11)
    let policy = try NeuralSequencePolicy(
      prompts: [[3, 4], [4, 4, 3], [3]], vocabulary: 3, length: 2, hidden: 8, using: &stream)
    let rewards = (0..<9).map { 0.5 * Double(($0 / 3 == 1 ? 1 : 0) + ($0 % 3 == 1 ? 1 : 0)) }
    return try TrainingTask(name: "network", policy: policy, rewards: [rewards, rewards, rewards])
  }

  /// Two prompts whose completions an end token may cut short; rewards 1, .5 and 0.
  static func ended() throws -> TrainingTask<TabularPolicies> {
    try TrainingTask(
      name: "ended",
      prompts: [UInt64(5), 6].map { seed in
        let policy = try SequencePolicy.random(
          vocabulary: 3, length: 3, hasEndToken: true, scale: 1, seed: seed)
        return try Prompt(
          name: "p \(seed)", policy: policy,
          rewards: (0..<policy.outcomeCount).map { Double(($0 + Int(seed)) % 3) / 2 })
      })
  }

  static func recipe(
    _ kind: AdvantageKind = .standardized, groupSize: Int = 4, sigma: Double = 0,
    filter: RolloutPlan.Filter = .none, draws: Int = 1, promptsPerStep: Int? = nil,
    surrogate: Surrogate = .policyGradient, innerSteps: Int = 1, limit: Double? = nil,
    optimizer: OptimizerRule = .sgd, rate: Double = 0.2
  ) throws -> Recipe {
    try Recipe(
      rollout: RolloutPlan(
        groupSize: groupSize, promptsPerStep: promptsPerStep, filter: filter, maximumDraws: draws),
      noise: sigma == 0 ? [] : [RewardNoise(Dither(.gaussian), sigma: sigma)],
      advantage: AdvantageEstimator(kind),
      update: Update(
        surrogate: surrogate, innerSteps: innerSteps, gradientNormLimit: limit,
        optimizer: optimizer, learningRate: LearningRate(rate)))
  }
}

extension Trainer {
  /// One step of run `run` from where the trainer is, as a run takes it.
  mutating func take(step: Int, run: Int, seed: UInt64) {
    var streams = RunStreams(Sampling(groups: 0, seed: seed), run: run)
    streams.move(to: step)
    self.step(completions: &streams.completions, noise: &streams.noise)
  }
}
