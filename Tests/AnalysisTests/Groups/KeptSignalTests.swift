import Analysis
import GRPO
import GSL
import TestSupport
import Testing

/// What noise keeps of the signal to noise of groups that are known.
@Suite struct KeptSignalTests {
  private func group(
    _ counts: [Int], levels: [Double] = [0, 1], _ estimator: AdvantageEstimator,
    _ family: NoiseFamily = .gaussian, sigma: Double
  ) throws -> KeptSignal {
    try KeptSignal(
      levels: levels, counts: counts, estimator: estimator, dither: Dither(family), sigma: sigma)
  }

  private func trl() throws -> AdvantageEstimator {
    try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4)
  }

  /// r - mean of (0, 1): A0 = (-1/2, 1/2), and centred noise of two completions has the energy sigma^2. So
  /// the terms are 1/2, 1/2, 1/2 + 1/16, 1/2, and kept is 8/9.
  @Test func `a pair by hand`() throws {
    let pair = try group([1, 1], AdvantageEstimator(.mean), sigma: 0.25)
    for (term, value) in [
      (pair.product, 0.5), (pair.plain, 0.5), (pair.energy, 0.5625), (pair.signal, 0.5),
      (try #require(pair.share), 8.0 / 9), (try #require(pair.gain), 1),
    ] { #expect(abs(term - value) < 1e-15, "\(pair)") }
  }

  /// Equal rewards: no signal, and with a divisor of its own energy G - 1 (ddof 1) whatever sigma.
  @Test(arguments: [1e-3, 0.3, 20])
  func `a silent group is noise alone`(sigma: Double) throws {
    let silent = try group(
      [8, 0], AdvantageEstimator(.standardized, ddof: 1), sigma: sigma)
    #expect(silent.product == 0 && silent.plain == 0 && silent.signal == 0)
    #expect(abs(silent.energy - 7) < 1e-12)
    #expect(silent.share == nil && silent.gain == nil)
    #expect(KeptSignal.zero.share == nil)
  }

  /// The 64 groups of eight of data/logs/trl.jsonl by their number of right completions, 0 to 8; the shares
  /// in three digits by another program, which integrates the laws on its own.
  @Test(arguments: [(0.005, 0.666), (0.05, 0.649), (0.3, 0.445)])
  func `the groups of a real run`(sigma: Double, expected: Double) throws {
    let found = [8, 6, 3, 6, 5, 4, 5, 13, 14]
    let kinds = try found.indices.map { try group([8 - $0, $0], trl(), sigma: sigma) }
    let run = zip(found, kinds).reduce(KeptSignal.zero) { $0 + Double($1.0) * $1.1 }
    #expect(abs(try #require(run.share) - expected) < 6e-4)
    // Groups that are silent before the noise left out: nearly all is kept, as the noise is small.
    let mixed = zip(found, kinds).dropFirst().dropLast().reduce(KeptSignal.zero) {
      $0 + Double($1.0) * $1.1
    }
    #expect(try #require(mixed.share) > expected + 0.2)
  }

  // N = 40,000 draws of seed 11, at most 5 standard errors: 2% of either term is seen.
  @Test(arguments: [NoiseFamily.gaussian, .uniform])
  func `the terms are those of simulated groups`(family: NoiseFamily) throws {
    let (levels, counts, sigma) = ([0.0, 0.4, 1], [4, 1, 1], 0.3)
    let rewards = zip(levels, counts).flatMap { Array(repeating: $0, count: $1) }
    let estimator = try AdvantageEstimator(.mean)
    let law = try group(counts, levels: levels, estimator, family, sigma: sigma)
    let (dither, plain) = (try Dither(family), estimator.advantages(of: rewards))
    var stream = RandomStream(seed: 11)
    var noise = [Double](repeating: 0, count: rewards.count)
    var products: [Double] = []
    var energies: [Double] = []
    for _ in 0..<40_000 {
      dither.fill(&noise, using: &stream)
      let advantages = estimator.advantages(of: zip(rewards, noise).map { $0 + sigma * $1 })
      products.append(zip(advantages, plain).reduce(0) { $0 + $1.0 * $1.1 })
      energies.append(advantages.reduce(0) { $0 + $1 * $1 })
    }
    for (sample, value) in [(products, law.product), (energies, law.energy)] {
      let score = ZScore(sample, against: value)
      #expect(score.agrees(), "\(score)")
      // A control: noise of 1.1 sigma has 2% more energy here and another product nowhere.
      let wrong = try group(counts, levels: levels, estimator, family, sigma: 1.1 * sigma)
      #expect(value == law.product || ZScore(sample, against: wrong.energy).differs())
    }
  }

  /// 300 random groups of two to nine completions on three levels: 0 <= kept <= 1, 1 without noise, the same in
  /// other units of reward and in another order of the levels.
  @Test func `kept is a share, without unit and order`() throws {
    var random = RandomStream(seed: 3)
    let estimators = [try AdvantageEstimator(.standardized), try AdvantageEstimator(.leaveOneOut)]
    for index in 0..<300 {
      let levels = [random.uniform(), 1 + random.uniform(), 2 + random.uniform()]
      let counts = [1 + random.index(below: 3), random.index(below: 4), 1 + random.index(below: 3)]
      let sigma = random.uniform() + 0x1p-6
      let estimator = estimators[index % 2]
      let share = try #require(group(counts, levels: levels, estimator, sigma: sigma).share)
      #expect((0...1 + 1e-12).contains(share), "\(counts) \(levels) \(sigma)")
      let quiet = try #require(group(counts, levels: levels, estimator, sigma: 0).share)
      #expect(abs(quiet - 1) < 1e-12)
      let scaled = try #require(
        group(counts, levels: levels.map { 4 * $0 }, estimator, sigma: 4 * sigma).share)
      #expect(abs(scaled - share) < 1e-9)
      let turned = try #require(
        group(counts.reversed(), levels: levels.reversed(), estimator, sigma: sigma).share)
      #expect(abs(turned - share) < 1e-12)
    }
  }

  @Test func `a divisor of the batch has no law of one group`() throws {
    #expect(throws: AnalysisError.self) {
      try group([4, 4], AdvantageEstimator(.batchStandardized), sigma: 0.1)
    }
  }
}
