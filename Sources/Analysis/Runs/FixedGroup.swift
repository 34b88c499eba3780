public import GRPO
import GSL

/// A Monte Carlo run over the noise alone: one group with given raw rewards, dithered again and again.
///
/// It checks laws that are conditional on the rewards, such as ShrinkageLaw.
public struct FixedGroup: Sendable {
  /// Raw rewards of the group.
  public let rewards: [Double]
  /// Advantage, noise and sigma; the group size is that of the rewards.
  public let setting: Setting

  /// A group to be dithered.
  ///
  /// - Throws: `AnalysisError` for batch-standardized advantages, which need other groups.
  public init(
    rewards: [Double], advantage: AdvantageEstimator, dither: Dither, sigma: Double
  ) throws {
    guard advantage.kind != .batchStandardized else {
      throw AnalysisError("a single group has no batch to standardize by")
    }
    self.rewards = rewards
    setting = try Setting(
      advantage: advantage, dither: dither, sigma: sigma, groupSize: rewards.count)
  }

  /// Advantages of the raw rewards.
  public var plainAdvantages: [Double] {
    var advantages = rewards
    setting.advantage.fill(&advantages, rewards: rewards)
    return advantages
  }

  /// Dithers the group `sampling.groups` times.
  ///
  /// - Parameters:
  ///   - sampling: how often, with which random numbers.
  ///   - statisticCount: how many statistics there are.
  ///   - statistics: numbers computed from (dithered rewards, advantages) of each repetition; their
  ///     count must not vary. The rewards are right but for a common shift, which ties and noise far below them
  ///     ask for. Called in the inner loop: it should write in place.
  ///   - widths: for each statistic the length of an interval that holds it for certain, or nil.
  ///   - stream: which family of random streams to use, below 2^26, so that runs with one seed can differ.
  /// - Returns: the mean of each statistic with its standard error, and the largest absolute
  ///   advantage met.
  public func run(
    _ sampling: Sampling, stream: UInt32 = 0, statisticCount: Int,
    widths: [Double?] = [],
    statistics:
      @escaping @Sendable (_ rewards: [Double], _ advantages: [Double], inout [Double]) ->
      Void
  ) throws -> (means: [Estimate], maximum: Double) {
    let runner = ChunkRunner(sampling) { .fixedGroup(family: Int(stream), chunk: $0) }
    let faults = sampling.faults
    let total = try runner.run(makeWorker: {
      var kernel = FixedGroupKernel(
        rewards: rewards, setting: faults.setting(setting), statisticCount: statisticCount,
        faults: faults)
      return { sizes, stream in
        kernel.restart()
        for size in sizes { kernel.runBlock(count: size, using: &stream, statistics) }
        return [kernel.accumulator]
      }
    })[0]
    let covariance = total.covarianceOfMean()
    let means = (0..<statisticCount).map { i in
      let variance = covariance[i * statisticCount + i]
      return Estimate(
        mean: total.mean[i], standardError: (variance < 0 ? 0 : variance).squareRoot(),
        count: total.sampleCount, sample: sample(i, total, widths))
    }
    return (means, total.maximum)
  }

  /// Largest sum of squared advantages; nil when it has no bound.
  var energyBound: Double? {
    setting.advantageBound(rewards: rewards).map { $0 * $0 * Double(rewards.count) }
  }

  /// Without dither every repetition is the same.
  private func sample(
    _ i: Int, _ total: MomentAccumulator, _ widths: [Double?]
  ) -> BoundedSample? {
    let width = setting.isUndithered ? 0 : i < widths.count ? widths[i] : nil
    return width.map {
      BoundedSample(
        sumOfSquares: total.squares[i], mean: total.mean[i], count: total.sampleCount, width: $0)
    }
  }
}

private struct FixedGroupKernel {
  let rewards: [Double]
  /// Every completion is an outcome of its own.
  private let outcomes: [Int]
  private(set) var accumulator: MomentAccumulator
  private var evaluator: GroupEvaluator
  private var noise: [Double]
  private var values: [Double]
  private var sums: [Double]
  private var squares: [Double]
  private var source: NoiseSource

  init(rewards: [Double], setting: Setting, statisticCount: Int, faults: Faults) {
    self.rewards = rewards
    outcomes = Array(rewards.indices)
    evaluator = GroupEvaluator(setting, rewards: rewards, faults: faults)
    accumulator = MomentAccumulator(dimension: statisticCount)
    noise = rewards
    values = Array(repeating: 0, count: statisticCount)
    sums = values
    squares = values
    source = NoiseSource(setting.dither, faults: faults)
  }

  /// Forgets what was found, for the next chunk.
  mutating func restart() {
    accumulator = MomentAccumulator(dimension: sums.count)
    source.restart()
  }

  mutating func runBlock(
    count: Int, using stream: inout RandomStream,
    _ statistics: ([Double], [Double], inout [Double]) -> Void
  ) {
    for i in sums.indices {
      sums[i] = 0
      squares[i] = 0
    }
    for _ in 0..<count {
      // Outcomes are read by one planted error only, which does nothing without any.
      source.fill(&noise, rewards: rewards, outcomes: [], using: &stream)
      evaluator.evaluate(outcomes: outcomes, rewards: rewards, noises: noise)
      for advantage in evaluator.advantages { accumulator.note(maximum: abs(advantage)) }
      statistics(evaluator.dithered, evaluator.advantages, &values)
      for i in sums.indices {
        sums[i] += values[i]
        squares[i] += values[i] * values[i]
      }
    }
    accumulator.add(blockSum: sums, count: count)
    accumulator.add(squares: squares)
  }
}
