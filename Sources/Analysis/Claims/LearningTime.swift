import GRPO
import GSL
import Policies
import RealModule

extension Claim {
  /// A larger reward variance makes learning faster, and dither makes it larger.
  ///
  /// Along the flow `d theta / dt = grad V` the time t until V has grown by gamma satisfies
  ///
  ///     t >= gamma / (L V0 + (1/2) gamma B sqrt(L V0))
  ///
  /// with V0 the reward variance at the start, L a bound of the eigenvalues of F and B of the norm of
  /// the score, everywhere: for `w = sqrt(Var r)`, `norm(grad V) <= sqrt L w` and `norm(grad w) <=
  /// B w / 2` give `w' <= (B/2) sqrt L w^2`, hence `gamma <= L V0 t / (1 - (B/2) sqrt(L V0) t)`.
  /// Tabular softmax: L = 1/2, B = sqrt 2.
  ///
  /// It bounds the time from BELOW. Noise that does not look at the action raises the variance and
  /// leaves the flow as it is (UnbiasedGradient): the bound falls, the time does not, and the
  /// inference fails. Two arms, exactly:
  ///
  ///     t = (1/2) [Phi(p0 + gamma) - Phi(p0)],    Phi(p) = 2 log(p / (1-p)) - 1/p + 1/(1-p)
  ///
  /// with mean advantages G / (G-1) times that. With standardized advantages, Gaussian dither and two
  /// reward levels the flow of two arms is slower for every sigma > 0, as the gain W falls
  /// (GradientGain): from p0 = 1e-4 a gain of .2 takes 1894, 1899 and 2419 at sigma 0, .0289 and .289
  /// (G = 8), and 98.5, 182 and 1453 for G to infinity.
  ///
  /// With three levels dither can make it faster: rewards 0, .00558, 1, logits -1.755, 2.609, -.744,
  /// G = 3 reach V = .8 at 16.578, 15.554, 15.483, 15.908 and 20.032 for sigma 0, .02, .065, .2 and .5.
  /// Standardization blows the near tie up to a full advantage, and noise far above it gives it back
  /// its size.
  ///
  /// Source: paper (arXiv:2506.18631), after arXiv:2503.15477, paraphrased; exact times are ours.
  static let learningTime = Claim(
    name: "LearningTime", origin: .paper,
    statement: "Dither raises the reward variance and so shortens the time to a given reward.",
    examine: LearningTime.examine)
}

enum LearningTime {
  static let groupSize = 8
  static let start = 0.1
  static let gain = 0.6
  static let sigmas = [0.1, 0.289, 0.5]
  /// L and B of a tabular softmax.
  static let informationBound = 0.5
  static let scoreBound = Double.sqrt(2)

  /// Time of the flow of two arms under grad V.
  static func twoArmTime(start p: Double, gain: Double) -> Double {
    (antiderivative(p + gain) - antiderivative(p)) / 2
  }

  /// Phi, with derivative `1 / (p (1-p))^2`.
  private static func antiderivative(_ p: Double) -> Double {
    2 * .log(p / (1 - p)) - 1 / p + 1 / (1 - p)
  }

  /// What the mean speed gamma / t cannot exceed.
  static func speedBound(variance: Double, gain: Double) -> Double {
    let start = informationBound * variance
    return start + gain / 2 * scoreBound * start.squareRoot()
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let mean = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: 0.5,
      groupSize: groupSize)
    let standardized = try sigmas.map { try Setting.standardized(sigma: $0, groupSize: groupSize) }
    let path = try SampledPath(experiment, [mean] + standardized)
    return try times(path, mean) + speeds(path, mean) + [inference(path, mean)]
      + standardized.map { try delay(path, $0, remark: " (two levels)", expected: .fails) }
      + [nearTie(experiment)]
  }

  /// Three levels, two of them all but tied.
  static let tiedRewards = [0, 0.00558, 1]
  static let tiedLogits = [-1.755, 2.609, -0.744]

  /// Dither that lets a policy go which standardization holds at a near tie.
  private static func nearTie(_ experiment: Experiment) throws -> Finding {
    let setting = try Setting.standardized(sigma: 0.065, groupSize: 3)
    let goal = 0.8
    let delay = try FlowDelay(
      experiment.withGroups(times: 2), SoftmaxBandit(logits: tiedLogits), rewards: tiedRewards,
      setting, goal: goal)
    return Finding(
      variant: "standardized (three levels, a near tie)",
      quantity: "delay by dither until V = \(goal)", at: Place("near tie", setting), .atMost,
      claimed: 0, ExactAndSimulated(exact: delay.exact, estimate: delay.estimate), expected: .holds)
  }

  /// Mean advantages with and without dither: the closed form, and no delay.
  private static func times(_ path: SampledPath, _ mean: Setting) throws -> [Finding] {
    let claimed = twoArmTime(start: start, gain: gain) / pace
    return try [mean.undithered(), mean].map { setting in
      try finding(
        setting, "time to gain \(gain)", .equals, claimed, path.exactTime(setting),
        path.time(setting))
    } + [delay(path, mean, expected: .holds)]
  }

  /// E g = pace grad V for mean advantages.
  static var pace: Double { Double(groupSize - 1) / Double(groupSize) }

  /// gamma / t against its bound, in the time of the flow under grad V; noise only loosens it.
  private static func speeds(_ path: SampledPath, _ mean: Setting) throws -> [Finding] {
    try [mean.undithered(), mean].map { setting in
      let variance = start * (1 - start) + setting.sigma * setting.sigma
      let time = path.time(setting)
      let speed = gain / (pace * time.mean)
      return try finding(
        setting, "mean speed against its bound", .atMost,
        speedBound(variance: variance, gain: gain), gain / (pace * path.exactTime(setting)),
        Estimate(
          mean: speed, standardError: speed * time.standardError / time.mean, count: time.count))
    }
  }

  /// Were time to go as the bound does, dither would shorten it by a factor of 2 here.
  private static func inference(_ path: SampledPath, _ mean: Setting) throws -> Finding {
    let variance = start * (1 - start)
    let ratio =
      speedBound(variance: variance, gain: gain)
      / speedBound(variance: variance + mean.sigma * mean.sigma, gain: gain)
    let undithered = try path.exactTime(mean.undithered())
    return try finding(
      mean, remark: ", time falling with its bound",
      "time to gain \(gain), shortened as the bound is", .atMost, undithered * ratio,
      path.exactTime(mean), path.time(mean), expected: .fails)
  }

  private static func delay(
    _ path: SampledPath, _ setting: Setting, remark: String = "", expected: Verdict
  ) throws -> Finding {
    try finding(
      setting, remark: remark, "delay by dither of a gain of \(gain)", .atMost, 0,
      path.exactTime(setting) - path.exactTime(setting.undithered()), path.delay(setting),
      expected: expected)
  }

  private static func finding(
    _ setting: Setting, remark: String = "", _ quantity: String, _ relation: Finding.Relation,
    _ claimed: Double, _ exact: Double, _ estimate: Estimate, expected: Verdict = .holds
  ) -> Finding {
    Finding(
      variant: setting.advantage.text + remark,
      quantity: quantity, at: Place("two arms, p \(start)", setting), relation, claimed: claimed,
      ExactAndSimulated(exact: exact, estimate: estimate), expected: expected)
  }
}

/// The flow of two arms from `start`, its speed simulated at Gauss-Legendre nodes of the logit
/// `x = log(p / (1-p))`:
///
///     t = integral dx / x'(x),    x' = E[g_1 - g_0]
///
/// The integrand of mean advantages is `(e^x + 2 + e^-x) / 2` up to a factor: eight nodes give ten
/// digits. Nodes have draws of their own, settings share them; standard errors by the delta method,
/// whose bias is a speed's relative error times its standard error.
private struct SampledPath {
  private static let nodeCount = 8
  private let settings: [Setting]
  private let weights: [Double]
  private let prompts: [SimulatedPrompt]

  /// The settings, and each of them without dither.
  init(_ experiment: Experiment, _ dithered: [Setting]) throws {
    settings = try dithered + dithered.map { try $0.undithered() }
    let low = Self.logit(LearningTime.start)
    let high = Self.logit(LearningTime.start + LearningTime.gain)
    let rule = Quadrature.gaussLegendre(count: Self.nodeCount)
    weights = rule.weights.map { $0 * (high - low) / 2 }
    let problems = try rule.nodes.map { node in
      let x = low + (high - low) * (node + 1) / 2
      return try ReferencePrompts.twoArms(p: 1 / (1 + .exp(-x)))
    }
    let contrasts = dithered.indices.map { Contrast(setting: $0, baseline: $0 + dithered.count) }
    prompts = try experiment.simulate(problems, settings, contrasts: contrasts)
  }

  private static func logit(_ p: Double) -> Double { .log(p / (1 - p)) }

  private func index(_ setting: Setting) -> Int { settings.firstIndex(of: setting)! }

  private func speed(_ moments: SimulatedMoments) -> Estimate { moments.projection(on: [-1, 1]) }

  func exactTime(_ setting: Setting) throws -> Double {
    let flow = GradientFlow(
      policy: try SoftmaxBandit(logits: [0, Self.logit(LearningTime.start)]), rewards: [0, 1],
      field: GradientFlow.expectedGradient(setting, rewards: [0, 1]))
    return try flow.time(gain: LearningTime.gain) ?? .infinity
  }

  func time(_ setting: Setting) -> Estimate {
    let speeds = prompts.map { speed($0.settings[index(setting)]) }
    var (time, variance) = (0.0, 0.0)
    for (weight, speed) in zip(weights, speeds) {
      time += weight / speed.mean
      let slope = weight / (speed.mean * speed.mean)
      variance += slope * slope * speed.standardError * speed.standardError
    }
    return Estimate(mean: time, standardError: variance.squareRoot(), count: speeds[0].count)
  }

  /// Time of a dithered setting less that without dither, paired.
  func delay(_ setting: Setting) -> Estimate {
    let number = index(setting)
    var (delay, variance) = (0.0, 0.0)
    for (weight, prompt) in zip(weights, prompts) {
      let dithered = speed(prompt.settings[number])
      let plain = speed(prompt.settings[number + settings.count / 2])
      let change = speed(prompt.contrasts[number])
      delay += weight * (1 / dithered.mean - 1 / plain.mean)
      // In terms of the speed without dither, and of the change.
      let (a, b) = (
        weight / (plain.mean * plain.mean), weight / (dithered.mean * dithered.mean)
      )
      // dithered = plain + change, so 2 Cov(plain, change) = d - s - c.
      let (s, c, d) = (plain.variance, change.variance, dithered.variance)
      variance += (a - b) * (a - b) * s + b * b * c - (a - b) * b * (d - s - c)
    }
    return Estimate(
      mean: delay, standardError: max(0, variance).squareRoot(), count: prompts[0].settings[0].count
    )
  }
}

extension Estimate {
  /// Square of the standard error.
  var variance: Double { standardError * standardError }
}
