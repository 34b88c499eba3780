import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Laws of every denominator against all that can happen, and against simulations.
@Suite struct DenominatorLawTests {
  private static let kinds: [AdvantageKind] = [
    .standardized, .batchStandardized, .leaveOneOutStandardized, .bestOnly,
  ]

  /// Three arms, G = 2 to 5 (batches: 2), stabilizers of the size of S or S^2.
  private static func draw(
    _ random: inout RandomStream, _ families: [NoiseFamily], largest: Int
  ) throws -> PlacedNoiseCase {
    let kind = kinds[random.index(below: kinds.count)]
    let prompt = try Prompt(
      name: "random", policy: SoftmaxBandit(logits: (0..<3).map { _ in random.gaussian() }),
      rewards: [0, Double(random.index(below: 9)) / 8, 1])
    let size = kind == .batchStandardized ? 2 : 2 + random.index(below: largest - 1)
    return PlacedNoiseCase(
      prompt: prompt,
      setting: try Setting(
        advantage: AdvantageEstimator(
          kind, ddof: random.index(below: 2),
          stabilizer: [0.01, 0.1, 0.5][random.index(below: 3)],
          denominator: Denominator.allCases[random.index(below: 4)]),
        dither: Dither(families[random.index(below: families.count)]), sigma: 19.0 / 64,
        groupSize: max(kind.minimumGroupSize, size), batchGroups: 2))
  }

  private static func added(_ one: PlacedNoiseCase) -> PlacedNoiseCase {
    var setting = one.setting
    setting.advantage.denominator = .added
    return PlacedNoiseCase(prompt: one.prompt, setting: setting)
  }

  /// 200 random problems of signs, seed 2201, to 1e-10; that of `S + eps` is told from most others, which may agree
  /// where no deviation of the problem is below the floor.
  @Test func `laws equal the sum over groups and signs`() throws {
    var random = RandomStream(seed: 2201)
    var checked: [Denominator: Int] = [:]
    var told = 0
    for index in 0..<200 {
      let one = try Self.draw(&random, [.rademacher], largest: 3)
      let law = try ExactLaw.moments(ProblemSet([one.problem]), setting: one.setting)
      let exact = try #require(law.expectedGradient) + [#require(law.secondMoment)]
      let error = PlacedNoiseCase.error(exact, try one.enumerated())
      #expect(error < 1e-10, "\(index) \(one): \(error)")
      checked[one.setting.advantage.denominator, default: 0] += 1
      if one.setting.advantage.denominator != .added {
        if PlacedNoiseCase.error(exact, try Self.added(one).enumerated()) > 1e-6 { told += 1 }
      }
    }
    #expect(told > 100)
    #expect(checked.values.allSatisfy { $0 > 30 } && checked.count == 4)
  }

  /// 150 random problems of Gaussian, uniform and Laplace noise, 20,000 groups each, seed 2202: E g along grad V and
  /// E norm(g)^2 within 5 standard errors. The law of `S + eps` differs in most of the others.
  @Test func `simulations agree with the laws`() throws {
    var random = RandomStream(seed: 2202)
    var (checked, others, told) = ([Denominator: Int](), 0, 0)
    for index in 0..<400 where checked.values.reduce(0, +) < 150 {
      let one = try Self.draw(&random, [.gaussian, .gaussian, .uniform, .laplace], largest: 5)
      let set = try ProblemSet([one.problem])
      let law = try ExactLaw.moments(set, setting: one.setting)
      guard let gradient = law.expectedGradient, let second = law.secondMoment else {
        #expect(!law.notes.isEmpty)
        continue
      }
      let found = try Simulation(
        set, settings: [one.setting], sampling: Sampling(groups: 20_000, seed: UInt64(index))
      ).run()[0].settings[0]
      let slope = set.problems[0].valueGradient
      for (estimate, exact) in [
        (found.projection(on: slope), dot(gradient, slope)), (found.secondMoment, second),
      ] {
        let score = ZScore(estimate, against: exact)
        #expect(score.agrees(), "\(index) \(one): \(score)")
      }
      checked[one.setting.advantage.denominator, default: 0] += 1
      guard one.setting.advantage.denominator != .added else { continue }
      others += 1
      let plain = try ExactLaw.moments(set, setting: Self.added(one).setting)
      if let wrong = plain.secondMoment, ZScore(found.secondMoment, against: wrong).differs() {
        told += 1
      }
    }
    #expect(checked.count == 4 && checked.values.allSatisfy { $0 >= 8 }, "\(checked)")
    #expect(2 * told > others, "\(told) of \(others)")
  }

  /// The noise-free limit and the limit of no stabilizer, to 1e-9 at sigma 1e-7 and eps 1e-30.
  @Test(arguments: [Denominator.floored, .rooted, .flooredAdded])
  func `small noise and small stabilizers are the limits`(way: Denominator) throws {
    let set = try ProblemSet([ReferencePrompts.fiveArms()])
    let law = { (eps: Double, sigma: Double, way: Denominator) in
      try ExactLaw.moments(
        set,
        setting: Setting(
          advantage: AdvantageEstimator(
            .standardized, ddof: 1, stabilizer: eps, denominator: way),
          dither: Dither(.gaussian), sigma: sigma, groupSize: 6)
      ).expectedGradient!
    }
    let none = try law(0.25, 0, way)
    for (a, b) in zip(try law(0.25, 1e-7, way), none) { #expect(abs(a - b) < 1e-9) }
    for (a, b) in zip(try law(1e-30, 0.3, way), try law(0, 0.3, .added)) {
      #expect(abs(a - b) < 1e-9)
    }
    #expect(try zip(none, law(0.25, 0, .added)).contains { abs($0 - $1) > 1e-3 })
  }
}
