import GRPO
import Testing

@testable import Analysis

/// 100,000 groups a bandit. Of 48 arms a level the ratio is known to .4%, and a change by 2.5% is refuted with
/// probability .99; the planted errors change it by half and by two thirds.
struct DistinctCompletionsTests {
  static let claim = ClaimCase.named("DistinctCompletions")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  private func setting(
    _ estimator: AdvantageEstimator, _ family: NoiseFamily, sigma: Double, groupSize: Int
  ) throws -> Setting {
    try Setting(
      advantage: estimator, dither: Dither(family), sigma: sigma, groupSize: groupSize)
  }

  /// Two-valued noise of 1/8 on rewards 0, 1/4 and 1 with two arms each: all 6^3 groups with all 2^3 signs,
  /// by plain loops. A divided norm rounds: 1e-13.
  @Test(arguments: [AdvantageKind.mean, .leaveOneOut, .standardized])
  func `the law is the sum over every group and every noise`(kind: AdvantageKind) throws {
    let (levels, probabilities, size, sigma) = ([0, 0.25, 1], [0.5, 0.3, 0.2], 3, 0.125)
    let problem = try EvenArms.bandit(
      "two arms a level", levels: levels, probabilities: probabilities, arms: 2)
    let estimator = try AdvantageEstimator(kind)
    var (square, gradient) = (0.0, [Double](repeating: 0, count: problem.parameterCount))
    var kept = KeptSignal.zero
    forEachTuple(of: 6, length: size) { outcomes in
      let rewards = outcomes.map { problem.rewards[$0] }
      let plain = estimator.advantages(of: rewards)
      let probability = outcomes.reduce(1) { $0 * problem.probabilities[$1] }
      var mean = [Double](repeating: 0, count: size)
      forEachTuple(of: 2, length: size) { signs in
        let noisy = zip(rewards, signs).map { $0 + ($1 == 0 ? sigma : -sigma) }
        let advantages = estimator.advantages(of: noisy)
        var g = [Double](repeating: 0, count: problem.parameterCount)
        for i in outcomes.indices {
          add(problem.score(of: outcomes[i]), scale: advantages[i] / Double(size), to: &g)
        }
        square += probability / 8 * dot(g, g)
        add(g, scale: probability / 8, to: &gradient)
        add(advantages, scale: 0.125, to: &mean)
        kept.energy += probability / 8 * dot(advantages, advantages)
      }
      kept.product += probability * dot(mean, plain)
      kept.plain += probability * dot(plain, plain)
      kept.signal += probability * dot(mean, mean)
    }
    let setting = try setting(estimator, .rademacher, sigma: sigma, groupSize: size)
    let law = try DistinctCompletions.Law(
      levels: levels, probabilities: probabilities, setting: setting)
    let signal = dot(gradient, gradient)
    #expect(abs(law.dithered.signalToNoise(arms: 2) / (signal / (square - signal)) - 1) < 1e-13)
    #expect(abs(law.dithered.signalShare(arms: 2) / (signal / square) - 1) < 1e-13)
    let share = try #require(kept.share)
    #expect(abs(law.kept / share - 1) < 1e-13)
    // The scores of a level's arms taken for one: another number.
    #expect(abs(law.dithered.signalToNoise(arms: 1) / (signal / (square - signal)) - 1) > 0.1)
  }

  /// r - mean: A0 has norm(A0)^2 = K (G-K)/G, of mean (G-1) p (1-p), and noise adds (G-1) sigma^2, so
  /// kept = v/(v + sigma^2) with v = p (1-p); any noise of that variance.
  @Test(arguments: [NoiseFamily.gaussian, .uniform, .laplace, .rademacher])
  func `kept of linear advantages by hand`(family: NoiseFamily) throws {
    for (p, sigma) in [(0.1, 0.3), (0.5, 0.05), (0.02, 1)] {
      let setting = try setting(AdvantageEstimator(.mean), family, sigma: sigma, groupSize: 8)
      let law = try DistinctCompletions.Law(
        levels: [0, 1], probabilities: [1 - p, p], setting: setting)
      let v = p * (1 - p)
      #expect(abs(law.kept - v / (v + sigma * sigma)) < 1e-12)
      #expect(abs(law.limit - law.kept) < 1e-12)
    }
  }

  /// `ExactLaw` sums over the gradients of all arms and knows nothing of kept: its ratio over kept differs
  /// from 1 by (x0 - x)/M for linear advantages, and by that and the turn for those that divide.
  @Test(arguments: [0.02, 0.1, 0.5])
  func `the exact law of many arms tends to kept like 1 over M`(p: Double) throws {
    for setting in try DistinctCompletions.settings() {
      let probabilities = [1 - p, p]
      let law = try DistinctCompletions.Law(
        levels: [0, 1], probabilities: probabilities, setting: setting)
      let limit = setting.advantage.isLinear ? law.kept : law.limit
      let slope = law.plain.excess - law.dithered.excess
      for arms in [1, 3, 16, 64, 256] {
        let set = try ProblemSet([
          EvenArms.bandit("arms", levels: [0, 1], probabilities: probabilities, arms: arms)
        ])
        let ratios = try [setting, setting.undithered()].map { setting in
          let moments = try ExactLaw.moments(set, setting: setting)
          let gradient = try #require(moments.expectedGradient)
          let signal = dot(gradient, gradient)
          return signal / (try #require(moments.secondMoment) - signal)
        }
        let ratio = ratios[0] / ratios[1]
        #expect(abs(ratio / (limit * law.approach(arms: arms)) - 1) < 1e-9)
        guard arms > 8 else { continue }
        // The rest is of second order: x (x0 - x)/M^2 with x at most G.
        let rest = ratio / limit - 1 - slope / Double(arms)
        #expect(abs(rest) < abs(slope) * 9 / Double((arms - 1) * (arms - 1)) + 1e-9)
      }
      #expect((0...8).contains(law.plain.excess) && (0...8).contains(law.dithered.excess))
    }
  }

  /// The turn lies within the squares of the least and the largest ratio of two groups' shares.
  @Test func `the limit is kept but for the turn`() throws {
    var turns: [Double] = []
    for setting in try DistinctCompletions.settings() {
      let shares = try (1..<8).map { correct in
        try #require(
          KeptSignal(
            levels: [0, 1], counts: [8 - correct, correct], estimator: setting.advantage,
            dither: setting.dither, sigma: setting.sigma
          ).gain)
      }
      let bound = (shares.max()! / shares.min()!) * (shares.max()! / shares.min()!)
      let law = try DistinctCompletions.Law(
        levels: [0, 1], probabilities: [0.9, 0.1], setting: setting)
      let turn = law.limit / law.kept
      #expect(turn <= bound * (1 + 1e-12) && turn >= (1 - 1e-12) / bound)
      turns.append(turn)
    }
    for (turn, expected) in zip(turns, [1, 1, 1.0005, 1.0148]) {
      #expect(abs(turn - expected) < 1e-4, "\(turns)")
    }
  }

  /// TRL's advantages at sigma .05 on the sixteen pass rates of data/prompts, in 32nds, M arms on each level
  /// everywhere: .684, .640 and .631 of the signal to noise with 3, 12 and 48, kept .627. By NumPy, 400,000
  /// draws of every composition, so that three digits are sure.
  @Test func `real pass rates with more and more arms`() throws {
    let setting = try DistinctCompletions.settings()[2]
    #expect(!setting.advantage.isLinear && setting.sigma == 0.05)
    let rates = [0, 3, 5, 7, 12, 13, 13, 18, 26, 28, 28, 29, 29, 30, 31, 31].map { $0 / 32.0 }
    let arms = try [setting, setting.undithered()].map { setting in
      try rates.map {
        try EvenArms(levels: [0, 1], probabilities: [1 - $0, $0], setting: setting)
      }
    }
    let kept = try rates.reduce(KeptSignal.zero) {
      $0 + (try EvenArms.kept(levels: [0, 1], probabilities: [1 - $1, $1], setting: setting))
    }
    #expect(abs(try #require(kept.share) - 0.6275) < 1e-3)
    for (count, expected) in [(1, 1.0008), (3, 0.6837), (12, 0.6399), (48, 0.6312)] {
      // Of several prompts the means of signal and variance, as `redit exact` has them in the row `all`.
      let ratios = arms.map { prompts in
        let m = Double(count)
        let signal = prompts.reduce(0) { $0 + $1.signal / m }
        return signal
          / (prompts.reduce(0) { $0 + (1 - 1 / m) * $1.energy + $1.square / m } - signal)
      }
      #expect(abs(ratios[0] / ratios[1] - expected) < 1e-3, "\(count) arms: \(ratios)")
    }
  }

  /// Near ties, by NumPy with 40,000 draws of every composition: kept .563 and .027, L 1.064 and .012.
  @Test func `with three levels kept is another number, on either side`() throws {
    let setting = try Setting.standardized(sigma: 0.03, groupSize: 8)
    for (probabilities, kept, limit) in [
      ([0.15, 0.7, 0.15], 0.5634, 1.0644), ([0.49, 0.49, 0.02], 0.0265, 0.0122),
    ] {
      let law = try DistinctCompletions.Law(
        levels: [0, 0.001, 1], probabilities: probabilities, setting: setting)
      #expect(abs(law.kept - kept) < 2e-3 && abs(law.limit - limit) < 2e-3, "\(law)")
    }
  }
}
