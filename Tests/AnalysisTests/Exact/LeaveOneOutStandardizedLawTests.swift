import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

struct LeaveOneOutStandardizedLawTests {
  static func setting(_ groupSize: Int, stabilizer: Double, sigma: Double) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(.leaveOneOutStandardized, ddof: 1, stabilizer: stabilizer),
      dither: Dither(.gaussian), sigma: sigma, groupSize: groupSize)
  }

  static func expectation(_ setting: Setting, counts: [Int]) throws -> [Double] {
    let law = try LeaveOneOutStandardizedLaw(levels: [0, 1], setting: setting)
    var moments = ConditionalMoments(levelCount: 2, parts: 1)
    try law.fill(&moments, counts: counts)
    return moments.first
  }

  /// A lone success, whose others are all equal: s = sigma R / sqrt k with R a central chi of
  /// k = G - 2 degrees of freedom, E[1/R] = Gamma((k-1)/2) / (sqrt 2 Gamma(k/2)):
  /// k = 2: sqrt(pi/2), k = 3: sqrt(2/pi), k = 4: sqrt(pi/2)/2.
  @Test(arguments: [
    (4, Double.sqrt(.pi)), (5, Double.sqrt(6 / .pi)), (6, Double.sqrt(.pi / 2)),
  ])
  func `a lone success has a closed form`(groupSize: Int, expected: Double) throws {
    let setting = try Self.setting(groupSize, stabilizer: 0, sigma: 0.5)
    let first = try Self.expectation(setting, counts: [groupSize - 1, 1])
    #expect(abs(first[1] * 0.5 - expected) < 1e-11)
  }

  @Test func `it exists with a stabilizer, or from four completions on`() throws {
    for (size, stabilizer, exists) in [(3, 0.0, false), (3, 1, true), (4, 0, true)] {
      let setting = try Self.setting(size, stabilizer: stabilizer, sigma: 1)
      #expect(
        ((try? LeaveOneOutStandardizedLaw(levels: [0, 1], setting: setting)) != nil) == exists)
    }
  }

  /// As sigma goes to 0 the others' standard deviation is that of the raw rewards:
  /// G = 5, K = 2, a success: gap 1 - 1/4, s^2 = 1/4, A = 1.5.
  @Test func `little noise leaves the raw advantage`() throws {
    let setting = try Self.setting(5, stabilizer: 0, sigma: 1e-6)
    #expect(abs(try Self.expectation(setting, counts: [3, 2])[1] - 1.5) < 1e-10)
  }

  /// E[1/s^2] needs three degrees of freedom, or a stabilizer.
  @Test(arguments: [(4, 0.0, false), (5, 0, true), (4, 0.1, true), (3, 0.1, true)])
  func `the second moment exists from five completions on`(
    groupSize: Int, stabilizer: Double, exists: Bool
  ) throws {
    let prompt = try Prompt(
      name: "two", policy: SoftmaxBandit(logits: [0, 0.3]), rewards: [0, 1])
    let moments = try ExactLaw.moments(
      ProblemSet([Problem(prompt)]),
      setting: Self.setting(groupSize, stabilizer: stabilizer, sigma: 0.3))
    #expect(moments.expectedGradient != nil)
    #expect((moments.secondMoment != nil) == exists)
    #expect(moments.notes.contains { $0.contains("infinite") } == !exists)
  }

  /// Products of advantages of two levels, 400,000 groups, seed 8; standard errors lie between .001
  /// and .01, and a sigma twice as large moves each by more than .05.
  @Test(arguments: [(3, 0.2, 1), (4, 0.2, 0), (5, 0.1, 1), (8, 0, 1), (8, 1e-4, 0)])
  func `products of advantages agree with simulation`(
    groupSize: Int, stabilizer: Double, ddof: Int
  ) throws {
    let upper = 2
    var setting = try Self.setting(groupSize, stabilizer: stabilizer, sigma: 0.5)
    setting.advantage.ddof = ddof
    let law = try LeaveOneOutStandardizedLaw(levels: [0, 1], setting: setting)
    var moments = ConditionalMoments(levelCount: 2, parts: 1)
    try law.fill(&moments, counts: [groupSize - upper, upper])
    let exact = [
      moments.diagonal[0], moments.diagonal[1], moments.cross[1], moments.cross[3],
      groupSize > 3 ? moments.cross[0] : 0,
    ]
    let group = try FixedGroup(
      rewards: Array(repeating: 0, count: groupSize - upper) + [1, 1],
      advantage: setting.advantage, dither: setting.dither, sigma: setting.sigma)
    let run = { (error: PlantedError?) in
      try group.run(
        Sampling(groups: 400_000, seed: 8, threads: 2, plantedError: error), statisticCount: 5
      ) { _, a, values in
        values[0] = a[0] * a[0]
        values[1] = a[groupSize - 1] * a[groupSize - 1]
        values[2] = a[0] * a[groupSize - 1]
        values[3] = a[groupSize - 2] * a[groupSize - 1]
        values[4] = groupSize > 3 ? a[0] * a[1] : 0
      }.means
    }
    for (estimate, value) in zip(try run(nil), exact) where value != 0 {
      let z = ZScore(estimate, against: value)
      #expect(z.agrees(), "\(z)")
    }
    let planted = zip(try run(.sigmaDoubled), exact).filter { $1 != 0 }
    #expect(planted.contains { ZScore($0, against: $1).differs() })
  }

  /// Without noise, G 3, two equal arms: the two others of a completion are equal with probability
  /// 1/2, then its advantage is its reward's gap; else mean 1/2 and deviation 1/2 (ddof 0) or 1/sqrt 2.
  /// `E g = (E[A | 1] - E[A | 0]) / 4` on each arm and E[A | 1] = 1/4 + 1/2 (1/2)/(deviation).
  @Test(arguments: [(0, 0.5), (1, 0.5.squareRoot())])
  func `ddof is that of the others`(ddof: Int, deviation: Double) throws {
    let prompt = try Prompt(
      name: "two", policy: SoftmaxBandit(logits: [0, 0]), rewards: [0, 1])
    let setting = try Setting(
      advantage: AdvantageEstimator(.leaveOneOutStandardized, ddof: ddof), dither: Dither(.none),
      sigma: 0, groupSize: 3)
    let moments = try ExactLaw.moments(ProblemSet([Problem(prompt)]), setting: setting)
    let expected = (0.25 + 0.25 / deviation) / 2
    #expect(abs(try #require(moments.expectedGradient)[1] - expected) < 1e-15)
  }

  /// 400,000 groups, seed 6; the error of the mean is about .002 for G = 3 (one degree of freedom,
  /// stabilizer .2) and .01 for G = 8; a sigma twice as large moves it by more than .1.
  @Test(arguments: [(3, 0.2, [2, 1]), (4, 0.2, [2, 2]), (8, 0.01, [6, 2])])
  func `simulated groups agree, and a planted error does not`(
    groupSize: Int, stabilizer: Double, counts: [Int]
  ) throws {
    let setting = try Self.setting(groupSize, stabilizer: stabilizer, sigma: 0.5)
    let exact = try Self.expectation(setting, counts: counts)
    let group = try FixedGroup(
      rewards: Array(repeating: 0, count: counts[0]) + Array(repeating: 1, count: counts[1]),
      advantage: setting.advantage, dither: setting.dither, sigma: setting.sigma)
    let run = { (error: PlantedError?) in
      try group.run(
        Sampling(groups: 400_000, seed: 6, threads: 2, plantedError: error), statisticCount: 2
      ) { _, a, values in
        values[0] = a[0]
        values[1] = a[groupSize - 1]
      }.means
    }
    for (estimate, value) in zip(try run(nil), exact) {
      let z = ZScore(estimate, against: value)
      #expect(z.agrees(), "\(z)")
    }
    #expect(try ZScore(run(.sigmaDoubled)[1], against: exact[1]).differs())
  }
}
