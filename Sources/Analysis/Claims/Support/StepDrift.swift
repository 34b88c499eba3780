import GRPO
import GSL

/// What noise adds to the expected reward after one step of SGD, group by group.
///
/// Each group is used three times, with its noise z, with -z and without noise:
///
///     (1/2) [V(theta + eta g(z)) + V(theta + eta g(-z))] - V(theta + eta g(0))
///
/// For a symmetric law of the noise its mean is the change by dither; what is odd in the noise, which
/// is of order eta and would hide the rest, cancels in each group.
struct StepDrift {
  let logits: [Double]
  let rewards: [Double]
  let setting: Setting
  /// Step size eta.
  let rate: Double

  /// Mean change in units of `unit`.
  func run(
    _ sampling: Sampling, stream: UInt32, unit: Double
  ) throws -> Estimate {
    let runner = ChunkRunner(sampling) {
      .stepDrift(run: Int(stream), chunk: $0)
    }
    let total = try runner.run { sizes, stream in
      var kernel = StepDriftKernel(self, faults: sampling.faults)
      var accumulator = MomentAccumulator(dimension: 1)
      for size in sizes {
        var sum = 0.0
        for _ in 0..<size { sum += kernel.draw(using: &stream) }
        accumulator.add(blockSum: [sum / unit], count: size)
      }
      return [accumulator]
    }[0]
    return Estimate(
      mean: total.mean[0], standardError: total.covarianceOfMean()[0].squareRoot(),
      count: total.sampleCount)
  }
}

private struct StepDriftKernel {
  private let plan: StepDrift
  private var learner: BanditLearner
  private var evaluator: GroupEvaluator
  private var source: NoiseSource
  private var arms: [Int]
  private var rewards: [Double]
  private var noise: [Double]

  init(_ plan: StepDrift, faults: Faults) {
    self.plan = plan
    let setting = faults.setting(plan.setting)
    learner = BanditLearner(logits: plan.logits, rewards: plan.rewards)
    evaluator = GroupEvaluator(setting, rewards: plan.rewards, faults: faults)
    source = NoiseSource(setting.dither, faults: faults)
    arms = Array(repeating: 0, count: setting.groupSize)
    rewards = Array(repeating: 0, count: setting.groupSize)
    noise = rewards
  }

  mutating func draw(using stream: inout RandomStream) -> Double {
    // The group before has left it elsewhere.
    learner.move(to: plan.logits)
    for i in arms.indices {
      arms[i] = learner.arm(at: stream.uniform())
      rewards[i] = plan.rewards[arms[i]]
    }
    source.fill(&noise, rewards: rewards, outcomes: arms, using: &stream)
    return (valueAfterStep(1) + valueAfterStep(-1)) / 2 - valueAfterStep(0)
  }

  private mutating func valueAfterStep(_ sign: Double) -> Double {
    evaluator.evaluate(outcomes: arms, rewards: rewards, noises: noise, sign: sign)
    evaluator.skipSilent(rewards)
    learner.move(to: plan.logits)
    learner.step(arms: arms, advantages: evaluator.advantages, rate: plan.rate)
    return learner.value
  }
}
