import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// Which column of a log holds the reward without noise, if any does.
@Suite struct ColumnNoiseTests {
  /// A dithered run; the second column is what `other` makes of the reward without noise.
  private static func noise(
    seed: UInt64, levels: [Double], sigma: Double,
    shape: (inout RandomStream) -> Double = { _ in 0 },
    others: [String: (Double, inout RandomStream) -> Double]
  ) throws -> NoiseReading? {
    var run = SyntheticRun(
      seed: seed,
      rule: AdvantageRule(try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4)))
    run.levels = [levels]
    let names = others.keys.sorted()
    var audit = RunAudit(columns: ["reward"] + names, grouping: .blocks)
    var random = RandomStream(seed: seed, stream: 5)
    for var step in try run.make() {
      let raw = step.columns[0].map { $0 + shape(&random) }
      step.columns =
        [raw.map { $0 + sigma * random.gaussian() }]
        + names.map { name in raw.map { others[name]!($0, &random) } }
      step.advantages = nil
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
    func column(_ seed: UInt64, _ names: [String]) throws -> String? {
      let all: [String: (Double, inout RandomStream) -> Double] = [
        "cut": { _, _ in 0 }, "exact": { raw, _ in raw },
      ]
      let others = all.filter { names.contains($0.key) }
      return Self.logged(
        try Self.noise(seed: seed, levels: [-1, 1], sigma: 0.6, others: others))?.column
    }
    var planted = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      #expect(try column(seed, ["cut", "exact"]) == "exact", "seed \(seed)")
      #expect(try column(seed, ["cut"]) == nil, "seed \(seed)")
      // The control: by numbers alone the flag passes, where the mean of the rewards is near enough to 0.
      var random = RandomStream(seed: seed, stream: 6)
      let rewards = (0..<1024).map { _ in
        (random.uniform() < 0.5 ? -1 : 1) + 0.6 * random.gaussian()
      }
      if NoiseSearch.difference(rewards, rewards.map { _ in 0 }) != nil { planted += 1 }
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
