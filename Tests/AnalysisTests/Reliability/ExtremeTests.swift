import Analysis
import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

/// Settings from one end of the numbers to the other.
struct ExtremeTests {
  /// 1,000 random settings of 400 groups, seed 11: no trap, no NaN, no error of 0 beside a quantity that
  /// varies, and abs(z) <= 5 against the exact value wherever there is one and an error, all reported.
  @Test func `no setting gives a number that is not one, or a certainty that is none`() throws {
    var random = RandomStream(seed: 11)
    var compared = 0
    for number in 0..<1000 {
      let (prompt, setting) = try Self.draw(&random)
      let sweep = Sweep(
        try ProblemSet([Problem(prompt)]), advantages: [setting.advantage],
        dithers: [setting.dither], sigmas: [setting.sigma], groupSize: setting.groupSize,
        batchGroups: setting.batchGroups)
      let name =
        "\(number): \(setting.advantage.text), \(setting.dither.family), sigma "
        + "\(setting.sigma), G \(setting.groupSize), \(prompt.rewards), \(prompt.policy.logits)"
      let rows: [SweepRow]
      do {
        rows = try sweep.run(Sampling(groups: 400, seed: UInt64(number)))
      } catch is AnalysisError {
        continue
      }
      for row in rows { compared += Self.check(row, name) }
    }
    #expect(compared > 3000, "\(compared)")
  }

  /// Returns how many quantities were held against exact ones.
  static func check(_ row: SweepRow, _ name: String) -> Int {
    var compared = 0
    for quantity in [Quantity.gradientNorm, .secondMoment, .variance] {
      guard let found = row.simulated?[quantity] else { continue }
      #expect(found.mean.isFinite && found.mean >= 0, "\(quantity) \(found.mean) \(name)")
      #expect(!found.standardError.isNaN, "\(quantity) \(name)")
      guard let exact = row.exact[quantity]?.mean, exact.isFinite else { continue }
      // Rounding, of the size of the largest term.
      let scale = max(exact, row.exact[.secondMoment]?.mean ?? 0)
      if abs(found.mean - exact) <= 1e-9 * scale { continue }
      #expect(found.standardError > 0, "\(quantity) \(found) beside \(exact) \(name)")
      if found.standardError == .infinity { continue }
      compared += 1
      let z = ZScore(
        found.mean, standardError: found.standardError, count: found.count, against: exact)
      #expect(z.agrees(), "\(quantity): \(z); \(row.note); \(name)")
    }
    return compared
  }

  private static func pick(_ values: [Double], _ random: inout RandomStream) -> Double {
    values[random.index(below: values.count)]
  }

  private static func draw(_ random: inout RandomStream) throws -> (Prompt, Setting) {
    let arms = 2 + random.index(below: 3)
    let size = pick([1, 1, 1, 1e-100, 1e-20, 1e20, 1e100], &random)
    let shift = pick([0, 0, 0, 1e3, -1e9], &random)
    var rewards = [size * shift, size * (1 + shift)]
    while rewards.count < arms {
      rewards.append(size * (pick([0, 1, 0.5, 1e-6], &random) + shift))
    }
    let spread = pick([0.5, 1, 5, 30], &random)
    var logits: [Double] = []
    while logits.count < arms { logits.append(spread * random.gaussian()) }
    let kinds = AdvantageKind.allCases
    let kind = kinds[random.index(below: kinds.count)]
    let families: [NoiseFamily] = [
      .none, .gaussian, .gaussian, .gaussian, .uniform, .rademacher, .laplace,
      .studentT(degreesOfFreedom: 2.5), .studentT(degreesOfFreedom: 9),
    ]
    let family = families[random.index(below: families.count)]
    let sigma = size * pick([0.3, 0.3, 1, 1e-3, 1e-9, 1e9, 1e-30, 1e30], &random)
    let stabilizer =
      kind == .leaveOneOutStandardized || kind == .standardized
        || kind == .batchStandardized ? size * pick([0, 0, 1e-4, 1e-6, 1, 1e6], &random) : 0
    let setting = try Setting(
      advantage: AdvantageEstimator(kind, stabilizer: stabilizer), dither: Dither(family),
      sigma: sigma, groupSize: 3 + random.index(below: 4), batchGroups: 2)
    return (
      try Prompt(name: "extreme", policy: SoftmaxBandit(logits: logits), rewards: rewards), setting
    )
  }
}
