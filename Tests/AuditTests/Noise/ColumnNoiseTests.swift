import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// Which column of a log holds the reward without noise, if any does.
@Suite struct ColumnNoiseTests {
  /// A dithered run without advantages; the other columns are what `others` makes of the reward without noise.
  private static func steps(
    seed: UInt64, levels: [Double], sigma: Double,
    shape: (inout RandomStream) -> Double = { _ in 0 },
    others: [String: (Double, inout RandomStream) -> Double]
  ) throws -> [RolloutStep] {
    var run = SyntheticRun(
      seed: seed,
      rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4)))
    run.levels = [levels]
    var random = RandomStream(seed: seed, stream: 5)
    return try run.make().map { step in
      var step = step
      let raw = step.columns[0].map { $0 + shape(&random) }
      step.columns =
        [raw.map { $0 + sigma * random.gaussian() }]
        + others.keys.sorted().map { name in raw.map { others[name]!($0, &random) } }
      step.advantages = nil
      return step
    }
  }

  private static func noise(
    seed: UInt64, levels: [Double], sigma: Double,
    shape: (inout RandomStream) -> Double = { _ in 0 },
    others: [String: (Double, inout RandomStream) -> Double]
  ) throws -> NoiseReading? {
    var options = AuditOptions()
    options.sigmas = []
    var audit = RunAudit(
      columns: ["reward"] + others.keys.sorted(), grouping: .blocks, options: options)
    for step in try steps(seed: seed, levels: levels, sigma: sigma, shape: shape, others: others) {
      try audit.add(step)
    }
    return try audit.finish().reading.noise[0]
  }

  private static func logged(_ noise: NoiseReading?) -> (column: String, fit: NoiseFit)? {
    guard case .logged(let column, let fit)? = noise else { return nil }
    return (column, fit)
  }

  /// 200 logs of 1,024 rows; below 178 of 200 intervals has probability 1e-3.
  @Test func `the intervals of noise beside its raw reward cover it`() throws {
    let fits = try (1...200).compactMap { seed in
      Self.logged(
        try Self.noise(
          seed: UInt64(seed), levels: [0, 1], sigma: 0.05, others: ["raw": { raw, _ in raw }]))
    }
    #expect(fits.count == 200 && fits.allSatisfy { $0.column == "raw" })
    let covered = fits.count { $0.fit.interval.contains(0.05) }
    #expect(covered >= 178, "\(covered)")
  }

  /// A flag that is 0 in the whole log, beside rewards of -1 and 1 whose mean is 0 within its error: the noise would be
  /// the reward itself, and every group silent. N = 20 logs of 1,024 rows.
  @Test func `a column that never changes is not taken for the raw reward`() throws {
    let flag: [String: (Double, inout RandomStream) -> Double] = ["cut": { _, _ in 0 }]
    let both = flag.merging(["exact": { raw, _ in raw }]) { $1 }
    var planted = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let beside = try Self.noise(seed: seed, levels: [-1, 1], sigma: 0.6, others: both)
      #expect(Self.logged(beside)?.column == "exact", "seed \(seed)")
      let alone = try Self.noise(seed: seed, levels: [-1, 1], sigma: 0.6, others: flag)
      #expect(Self.logged(alone) == nil, "seed \(seed)")
      // The control: by its values it would be taken, in logs whose mean is near enough to 0.
      let steps = try Self.steps(seed: seed, levels: [-1, 1], sigma: 0.6, others: flag)
      let own = steps.flatMap { $0.columns[0] }
      if NoiseSearch.difference(own, own.map { _ in 0 }) != nil { planted += 1 }
    }
    #expect(planted >= 10, "\(planted)")
  }

  /// Nothing was right in the whole log, and the raw reward says so.
  @Test func `a raw reward that never changes is believed by its name`() throws {
    for name in ["raw_reward", "reward"] {
      var random = RandomStream(seed: 1, stream: 5)
      let step = RolloutStep(
        step: 1, count: 512, prompts: (0..<512).map { UInt64($0 / 8) },
        columns: [
          (0..<512).map { _ in 0.05 * random.gaussian() }, .init(repeating: 0, count: 512),
        ],
        lines: Array(1...512))
      var options = AuditOptions()
      options.weights = [1, 0]
      options.sigmas = []
      var audit = RunAudit(columns: ["dithered_reward", name], grouping: .blocks, options: options)
      try audit.add(step)
      let report = try audit.finish()
      #expect(Self.logged(report.reading.noise[0])?.column == name && report.silent == 64)
    }
  }

  /// Partial credit of any size: no levels, and the noise is the difference to the raw reward all the same.
  @Test func `a raw reward of many values is found`() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      let noise = try Self.noise(
        seed: seed, levels: [0, 1], sigma: 0.05, shape: { 0.3 * $0.uniform() },
        others: ["raw": { raw, _ in raw }])
      let found = try #require(Self.logged(noise), "seed \(seed): \(String(describing: noise))")
      #expect(abs(found.fit.sigma - 0.05) < 0.006 && found.fit.levels.isEmpty)
    }
  }

  /// A score of a reward model that is right on average, with errors as large as itself: its error is of mean 0 and not
  /// correlated with the score, and is no dither. Nor is a second reward one.
  @Test func `a prediction of the reward is not its raw value`() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = RandomStream(seed: seed, stream: 5)
      let scores = (0..<1024).map { _ in random.gaussian() }
      let rewards = scores.map { $0 + random.gaussian() }
      #expect(NoiseSearch.difference(rewards, scores) == nil)
      // The control: the same with a small error is.
      let close = scores.map { $0 + 0.2 * random.gaussian() }
      #expect(NoiseSearch.difference(close, scores) != nil)
      let noise = try Self.noise(
        seed: seed, levels: [0, 1], sigma: 0.05,
        others: ["form": { _, random in random.uniform() < 0.5 ? 1 : 0 }])
      guard case .found? = noise else {
        Issue.record("seed \(seed): \(String(describing: noise))")
        continue
      }
    }
  }
}
