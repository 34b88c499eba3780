import GRPO
import GSL

/// Groups whose advantages are those of the raw rewards, with noise added to them.
///
///     g' = (1/G) sum_i (A_i + e_i) s_i
struct NoisyAdvantages {
  let problem: Problem
  /// Its noise is added to the advantages, with its sigma in their units.
  let setting: Setting

  /// Means over groups of `norm(g')^2 - norm(g)^2` and of `(g' - g) . v`.
  ///
  /// - Parameters:
  ///   - stream: tells the random numbers of different runs of one claim apart.
  ///   - direction: v.
  func run(
    _ sampling: Sampling, stream: UInt32, along direction: [Double]
  ) throws -> (square: Estimate, along: Estimate) {
    let runner = ChunkRunner(sampling) { .noisyAdvantages(run: Int(stream), chunk: $0) }
    let total = try runner.run { sizes, stream in
      var kernel = NoisyAdvantagesKernel(self, direction: direction, faults: sampling.faults)
      var accumulator = MomentAccumulator(dimension: 2)
      for size in sizes {
        var sums = [0.0, 0]
        for _ in 0..<size { kernel.addGroup(to: &sums, using: &stream) }
        accumulator.add(blockSum: sums, count: size)
      }
      return [accumulator]
    }[0]
    let covariance = total.covarianceOfMean()
    let estimates = [0, 1].map {
      Estimate(
        mean: total.mean[$0], standardError: covariance[3 * $0].squareRoot(),
        count: total.sampleCount)
    }
    return (estimates[0], estimates[1])
  }
}

private struct NoisyAdvantagesKernel {
  private let problem: Problem
  private let direction: [Double]
  private let sigma: Double
  private var evaluator: GroupEvaluator
  private var source: NoiseSource
  private var outcomes: [Int]
  private var rewards: [Double]
  private var noise: [Double]
  private var gradient: [Double]
  private var change: [Double]

  init(_ plan: NoisyAdvantages, direction: [Double], faults: Faults) {
    let setting = faults.setting(plan.setting)
    problem = faults.problem(plan.problem, groupSize: setting.groupSize)
    self.direction = direction
    sigma = setting.sigma
    evaluator = GroupEvaluator(setting, plan.problem, faults: faults)
    source = NoiseSource(setting.dither, faults: faults)
    outcomes = Array(repeating: 0, count: setting.groupSize)
    rewards = Array(repeating: 0, count: setting.groupSize)
    noise = rewards
    gradient = Array(repeating: 0, count: problem.parameterCount)
    change = gradient
  }

  mutating func addGroup(to sums: inout [Double], using stream: inout RandomStream) {
    for i in outcomes.indices {
      outcomes[i] = problem.sampler.draw(using: &stream)
      rewards[i] = problem.rewards[outcomes[i]]
    }
    source.fill(&noise, rewards: rewards, outcomes: outcomes, using: &stream)
    // Sign 0: the advantages of the raw rewards.
    evaluator.evaluate(outcomes: outcomes, rewards: rewards, noises: noise, sign: 0)
    for j in gradient.indices { (gradient[j], change[j]) = (0, 0) }
    let share = 1 / Double(outcomes.count)
    for i in outcomes.indices {
      problem.positive.add(outcomes[i], scale: share * evaluator.advantages[i], to: &gradient)
      problem.positive.add(outcomes[i], scale: share * sigma * noise[i], to: &change)
    }
    sums[0] += 2 * dot(gradient, change) + dot(change, change)
    sums[1] += dot(change, direction)
  }
}
