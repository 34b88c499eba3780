import GRPO
import GSL

/// Whole learning runs of a softmax bandit: SGD with one group per step, many times over.
///
/// All variants of a run share its uniform numbers, from which each draws completions of its own
/// policy by inversion, and its noise. So they differ by what they do, far less by luck.
struct LearningRun: Sendable {
  /// One way to learn.
  struct Variant: Sendable {
    /// Advantage, noise, group size; sigma is the root mean square over the run.
    var setting: Setting
    var schedule = DitherSchedule.constant
  }

  let logits: [Double]
  let rewards: [Double]
  /// All of one group size and one law of noise.
  let variants: [Variant]
  let steps: Int
  /// Step size of SGD.
  let rate: Double
  /// The expected reward that ends the count of steps.
  let threshold: Double

  /// As many runs as `sampling.groups` pays for: one variant draws `groups` groups in all.
  ///
  /// - Parameter stream: tells the random numbers of different learning runs of one claim apart.
  func run(
    _ sampling: Sampling, stream: UInt32, plantedError: PlantedError? = nil
  ) throws -> LearningOutcome {
    var runs = sampling
    runs.groups = max(2, sampling.groups / steps)
    let runner = ChunkRunner(
      runs, firstStream: 1 << 62 | UInt64(stream) << 31, plantedError: plantedError)
    let total = try runner.run { sizes, stream in
      var kernel = LearningKernel(self, planted: plantedError)
      var accumulator = MomentAccumulator(dimension: LearningOutcome.statistics * variants.count)
      for size in sizes {
        kernel.clear()
        for _ in 0..<size { kernel.learn(using: &stream) }
        accumulator.add(blockSum: kernel.sums, count: size)
      }
      return [accumulator]
    }[0]
    return LearningOutcome(total)
  }
}

private struct LearningKernel {
  private let plan: LearningRun
  private var learners: [BanditLearner]
  private var graders: [GroupGrader]
  /// sigma by variant and step.
  private let sigmas: [[Double]]
  private var reached: [Int]
  private var points: [Double]
  private var noise: [Double]
  private var arms: [Int]
  private var rewards: [Double]
  /// Steps to the threshold, value after a quarter of the run and at its end, by variant.
  private(set) var sums: [Double]

  init(_ plan: LearningRun, planted: PlantedError?) {
    self.plan = plan
    let settings = plan.variants.map { planted?.apply(to: $0.setting) ?? $0.setting }
    let learner = BanditLearner(logits: plan.logits, rewards: plan.rewards)
    learners = Array(repeating: learner, count: settings.count)
    graders = settings.map { GroupGrader($0, planted: planted) }
    sigmas = zip(settings, plan.variants).map { setting, variant in
      let sigma = setting.isUndithered ? 0 : setting.sigma
      return variant.schedule.sizes(steps: plan.steps).map { sigma * $0 }
    }
    reached = Array(repeating: 0, count: settings.count)
    points = Array(repeating: 0, count: settings[0].groupSize)
    noise = points
    rewards = points
    arms = Array(repeating: 0, count: points.count)
    sums = Array(repeating: 0, count: LearningOutcome.statistics * settings.count)
  }

  mutating func clear() { for i in sums.indices { sums[i] = 0 } }

  /// One run of every variant.
  mutating func learn(using stream: inout RandomStream) {
    for v in learners.indices {
      learners[v].move(to: plan.logits)
      reached[v] = plan.steps
    }
    for step in 0..<plan.steps {
      for i in points.indices { points[i] = stream.uniform() }
      plan.dither.fill(&noise, using: &stream)
      for v in learners.indices { update(v, step) }
      if step + 1 == plan.steps / 4 { addValues(1) }
    }
    for v in learners.indices { sums[LearningOutcome.statistics * v] += Double(reached[v]) }
    addValues(2)
  }

  private mutating func addValues(_ statistic: Int) {
    for v in learners.indices {
      sums[LearningOutcome.statistics * v + statistic] += learners[v].value
    }
  }

  private mutating func update(_ v: Int, _ step: Int) {
    for i in points.indices {
      arms[i] = learners[v].arm(at: points[i])
      rewards[i] = plan.rewards[arms[i]]
    }
    graders[v].grade(rewards, arms: arms, noise: noise, sigma: sigmas[v][step])
    learners[v].step(arms: arms, advantages: graders[v].advantages, rate: plan.rate)
    if reached[v] == plan.steps, learners[v].value >= plan.threshold { reached[v] = step + 1 }
  }
}

extension LearningRun {
  /// The noise that all dithered variants share.
  fileprivate var dither: Dither {
    (variants.first { !$0.setting.isUndithered } ?? variants[0]).setting.dither
  }
}

/// What many learning runs found; comparisons are paired.
struct LearningOutcome {
  fileprivate static let statistics = 3

  /// Number of runs.
  let count: Int
  private let mean: [Double]
  private let covariance: [Double]

  init(_ accumulator: MomentAccumulator) {
    count = accumulator.sampleCount
    mean = accumulator.mean
    covariance = accumulator.covarianceOfMean()
  }

  /// Restricted mean number of steps to the threshold: runs that do not reach it count in full.
  func steps(_ variant: Int) -> Estimate { estimate(Self.statistics * variant) }

  /// Expected reward at the end.
  func finalValue(_ variant: Int) -> Estimate { estimate(Self.statistics * variant + 2) }

  /// Restricted mean steps of one variant over those of another.
  func stepRatio(_ variant: Int, to other: Int) -> Estimate { ratio(0, variant, other) }

  /// Expected reward after a quarter of the run, of one variant over that of another.
  func earlyValueRatio(_ variant: Int, to other: Int) -> Estimate { ratio(1, variant, other) }

  /// Expected reward at the end, of one variant over that of another.
  func finalValueRatio(_ variant: Int, to other: Int) -> Estimate { ratio(2, variant, other) }

  private func entry(_ i: Int, _ j: Int) -> Double { covariance[i * mean.count + j] }

  private func estimate(_ i: Int) -> Estimate {
    Estimate(mean: mean[i], standardError: max(0, entry(i, i)).squareRoot(), count: count)
  }

  /// By the delta method.
  private func ratio(_ statistic: Int, _ variant: Int, _ other: Int) -> Estimate {
    let i = Self.statistics * variant + statistic
    let j = Self.statistics * other + statistic
    let ratio = mean[i] / mean[j]
    let variance = entry(i, i) - 2 * ratio * entry(i, j) + ratio * ratio * entry(j, j)
    return Estimate(
      mean: ratio, standardError: max(0, variance).squareRoot() / mean[j], count: count)
  }
}
