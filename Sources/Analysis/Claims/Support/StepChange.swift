import GRPO
import GSL

/// What one step of SGD does to the expected reward of a softmax bandit, group by group.
///
/// From each group three numbers for each size eta of the step:
///
///     change      V(theta + eta g) - V(theta)
///     slope       [V(theta + eta g) - V(theta - eta g)] / (2 eta)
///     curvature   [V(theta + eta g) + V(theta - eta g) - 2 V(theta)] / eta^2
///
/// The last two are `grad V . g` and `g^T Hess V g` up to terms in eta^2.
struct StepChange {
  let logits: [Double]
  let rewards: [Double]
  let setting: Setting
  /// Step sizes.
  let rates: [Double]

  /// Estimates in the order above, for one size after the other.
  func run(
    _ sampling: Sampling, stream: UInt32
  ) throws -> [[Estimate]] {
    let runner = ChunkRunner(sampling) {
      .stepChange(run: Int(stream), chunk: $0)
    }
    let dimension = 3 * rates.count
    let total = try runner.run { sizes, stream in
      var kernel = StepChangeKernel(self, faults: sampling.faults)
      var accumulator = MomentAccumulator(dimension: dimension)
      for size in sizes {
        var sums = [Double](repeating: 0, count: dimension)
        for _ in 0..<size { kernel.addGroup(to: &sums, using: &stream) }
        accumulator.add(blockSum: sums, count: size)
      }
      return [accumulator]
    }[0]
    let covariance = total.covarianceOfMean()
    let estimates = (0..<dimension).map {
      Estimate(
        mean: total.mean[$0], standardError: covariance[$0 * dimension + $0].squareRoot(),
        count: total.sampleCount)
    }
    return rates.indices.map { Array(estimates[(3 * $0)..<(3 * $0 + 3)]) }
  }
}

private struct StepChangeKernel {
  private let plan: StepChange
  private let start: Double
  private var learner: BanditLearner
  private var evaluator: GroupEvaluator
  private var source: NoiseSource
  private var arms: [Int]
  private var rewards: [Double]
  private var noise: [Double]

  init(_ plan: StepChange, faults: Faults) {
    self.plan = plan
    let setting = faults.setting(plan.setting)
    learner = BanditLearner(logits: plan.logits, rewards: plan.rewards)
    start = learner.value
    evaluator = GroupEvaluator(setting, rewards: plan.rewards, faults: faults)
    source = NoiseSource(setting.dither, faults: faults)
    arms = Array(repeating: 0, count: setting.groupSize)
    rewards = Array(repeating: 0, count: setting.groupSize)
    noise = rewards
  }

  mutating func addGroup(to sums: inout [Double], using stream: inout RandomStream) {
    // The group before has left it elsewhere.
    learner.move(to: plan.logits)
    for i in arms.indices {
      arms[i] = learner.arm(at: stream.uniform())
      rewards[i] = plan.rewards[arms[i]]
    }
    source.fill(&noise, rewards: rewards, outcomes: arms, using: &stream)
    evaluator.evaluate(outcomes: arms, rewards: rewards, noises: noise)
    evaluator.skipSilent(rewards)
    for (index, rate) in plan.rates.enumerated() {
      // Both less V(theta), which the curvature so has taken off twice.
      let (up, down) = (change(rate), change(-rate))
      sums[3 * index] += up
      sums[3 * index + 1] += (up - down) / (2 * rate)
      sums[3 * index + 2] += (up + down) / (rate * rate)
    }
  }

  private mutating func change(_ rate: Double) -> Double {
    learner.move(to: plan.logits)
    learner.step(arms: arms, advantages: evaluator.advantages, rate: rate)
    return learner.value - start
  }
}
