import GRPO
import Policies

extension Claim {
  /// A verifier that errs scales the expected gradient, and its correction takes that back where
  /// advantages are linear in the rewards.
  ///
  ///     f false positives, e false negatives, J = 1 - f - e (Youden's index), q = f + J p
  ///     E g = c J grad p                        linear advantages, c as in UnbiasedGradient
  ///     E g = W0(q) J grad p                    standardized (ddof 0, stabilizer 0), one prompt
  ///     W0(q) = (1 / (G q (1-q))) sum_K Bin(K; G, q) sqrt(K (G-K))
  ///     P(silent) = q^G + (1-q)^G
  ///     r' = (r_obs - f) / J:  E g = c grad p   linear advantages
  ///
  /// Hypotheses: rewards 0 and 1; given the reward, verdicts are independent of the completion and of
  /// each other. The sign of J decides whether the policy climbs or descends. Standardized advantages
  /// do not change under `a r + b`, a > 0, so the correction does nothing to them but to turn them
  /// round where J < 0: what is left is abs(J) W0(q), not the W0(p) of true verdicts. A corrected
  /// verdict is a noise of two values, but not one that is independent of the reward: its variance is
  /// f(1-f)/J^2 where that is 0 and e(1-e)/J^2 where it is 1, and it adds what `ChannelNoise` says.
  /// Where p is 0 not all groups are silent any more: some learn from nothing.
  ///
  /// Sources: arXiv:2601.04411 (J decides), arXiv:2510.18924 (the correction), paraphrased; standardized
  /// advantages and second moments are ours.
  static let verifierNoise = Claim(
    name: "VerifierNoise", origin: .paper,
    statement: """
      A verifier with false positives f and false negatives e multiplies the expected gradient of linear \
      advantages by J = 1 - f - e, which the correction (r - f) / J takes back; standardized advantages keep \
      J W0(q), q = f + J p, and no correction helps them.
      """,
    examine: VerifierNoise.examine)
}

enum VerifierNoise {
  static let groupSize = 6
  /// J = .7, and J = -.1: more verdicts are wrong than right.
  static let rates = [(f: 0.1, e: 0.2), (f: 0.4, e: 0.7)]
  private static let linear: [AdvantageKind] = [.reinforce, .mean, .leaveOneOut]
  /// In units of grad p.
  private static let margin = 0.1

  /// c of E g = c grad V.
  static func factor(_ kind: AdvantageKind, groupSize: Int) -> Double {
    kind == .mean ? Double(groupSize - 1) / Double(groupSize) : 1
  }

  /// J W0(q), the expected gradient of standardized advantages in units of grad p.
  static func gain(_ verifier: ErringVerifier, p: Double, groupSize: Int) throws -> Double {
    try verifier.index
      * GradientGain.gain(p: verifier.observedRate(p), groupSize: groupSize, sigma: 0)
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    // Errors of a corrected verdict grow as 1/J.
    let larger = experiment.withGroups(times: 4)
    return try rates.flatMap { f, e in
      let raw = try ErringVerifier(falsePositive: f, falseNegative: e)
      let corrected = try ErringVerifier(falsePositive: f, falseNegative: e, isCorrected: true)
      return try seen(larger, problem, raw) + corrections(larger, problem, corrected)
    } + energies(experiment, problem) + hopeless(experiment)
  }

  /// Every advantage on what a verifier sees.
  private static func measured(
    _ experiment: Experiment, _ problem: Problem, _ verifier: ErringVerifier
  ) throws -> (observed: Problem, settings: [Setting], gradients: [MeasuredGradient]) {
    let observed = try problem.observed(through: .verifier(verifier)).named(verifier)
    let settings = try (linear + [.standardized]).map {
      try Setting($0, .none, sigma: 0, groupSize: groupSize)
    }
    let gradients = try experiment.gradients(observed, settings)
    return (observed, settings, gradients)
  }

  /// Verdicts as they come.
  private static func seen(
    _ experiment: Experiment, _ problem: Problem, _ verifier: ErringVerifier
  ) throws -> [Finding] {
    let (observed, settings, gradients) = try measured(experiment, problem, verifier)
    let shares = try settings.map {
      try ExactLaw.moments(ProblemSet([observed]), setting: $0).silentFraction
    }
    return try settings.indices.flatMap { i in
      let setting = settings[i]
      let isLinear = setting.advantage.isLinear
      let c = factor(setting.advantage.kind, groupSize: groupSize)
      let claimed =
        isLinear
        ? c * verifier.index : try gain(verifier, p: problem.value, groupSize: groupSize)
      let unaltered =
        isLinear ? c : try GradientGain.gain(p: problem.value, groupSize: groupSize, sigma: 0)
      let name = setting.advantage.text
      return both(name, observed, setting, gradients[i], claimed: claimed) + [
        Finding(
          variant: "\(name) as if no verdict were wrong",
          quantity: "E g in units of grad p", at: Place(observed, setting), claimed: unaltered,
          gradients[i].along(Directions(observed).alongValue), expected: .fails,
          condition: "no verdict is wrong", margin: margin),
        Finding(
          variant: name, quantity: "share of silent groups", at: Place(observed, setting),
          claimed: DynamicSampling.silentShare(
            p: verifier.observedRate(problem.value), groupSize: groupSize),
          ExactAndSimulated(exact: shares[i], estimate: gradients[i].simulated.silentFraction),
          expected: .holds, margin: 0.02),
      ]
    }
  }

  /// Verdicts made right in the mean.
  private static func corrections(
    _ experiment: Experiment, _ problem: Problem, _ verifier: ErringVerifier
  ) throws -> [Finding] {
    let (observed, settings, gradients) = try measured(experiment, problem, verifier)
    return try zip(settings, gradients).flatMap { setting, gradient in
      let name = "\(setting.advantage.text), corrected"
      guard !setting.advantage.isLinear else {
        let c = factor(setting.advantage.kind, groupSize: groupSize)
        return both(name, observed, setting, gradient, claimed: c)
      }
      let left = abs(try gain(verifier, p: problem.value, groupSize: groupSize))
      let whole = try GradientGain.gain(p: problem.value, groupSize: groupSize, sigma: 0)
      return both(name, observed, setting, gradient, claimed: left) + [
        Finding(
          variant: "\(name), as if no verdict were wrong", quantity: "E g in units of grad p",
          at: Place(observed, setting), claimed: whole,
          gradient.along(Directions(observed).alongValue), expected: .fails,
          condition: "advantages linear in the rewards", margin: margin)
      ]
    }
  }

  /// E g along grad p and across it.
  private static func both(
    _ variant: String, _ problem: Problem, _ setting: Setting, _ gradient: MeasuredGradient,
    claimed: Double
  ) -> [Finding] {
    let directions = Directions(problem)
    return [
      Finding(
        variant: variant, quantity: "E g in units of grad p", at: Place(problem, setting),
        claimed: claimed, gradient.along(directions.alongValue), expected: .holds,
        margin: margin),
      Finding(
        variant: variant, quantity: "E g across grad p", at: Place(problem, setting),
        claimed: 0, gradient.along(directions.acrossValue), expected: .holds),
    ]
  }

  /// The noise of a corrected verdict depends on the reward.
  private static func energies(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let verifier = try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2, isCorrected: true)
    let observed = try problem.observed(through: .verifier(verifier)).named(verifier)
    let variance = problem.rewards.map { reward in
      let rate = reward == 1 ? verifier.falseNegative : verifier.falsePositive
      return rate * (1 - rate) / (verifier.index * verifier.index)
    }
    let settings = try linear.map { try Setting($0, .none, sigma: 0, groupSize: groupSize) }
    return zip(settings, try experiment.gradients(observed, settings)).map { setting, gradient in
      let plain = EnumeratedGradient(
        problem, advantage: setting.advantage, groupSize: groupSize)
      let claimed =
        plain.secondMoment
        + ChannelNoise.added(
          problem, setting.advantage.kind, groupSize: groupSize, variance: variance)
      return Finding(
        variant: "\(setting.advantage.text), corrected", quantity: "E norm(g)^2",
        at: Place(observed, setting), claimed: claimed, gradient.secondMoment, expected: .holds,
        scale: claimed)
    }
  }

  /// A prompt that is never solved: groups with a false positive have a gradient of mean 0.
  private static func hopeless(_ experiment: Experiment) throws -> [Finding] {
    let verifier = try ErringVerifier(falsePositive: 0.1, falseNegative: 0.2)
    let plain = try ReferencePrompts.wrongArms()
    let problem = try plain.observed(through: .verifier(verifier)).named(verifier)
    let f = verifier.falsePositive
    let trace = 1 - dot(plain.probabilities, plain.probabilities)
    let g = Double(groupSize)
    // Advantages have nothing to do with the completions: E norm(g)^2 = E norm(A)^2 tr F / G^2.
    let energies: [(AdvantageKind, Double)] = [
      (.mean, (g - 1) * f * (1 - f)),
      (.standardized, g * (1 - DynamicSampling.silentShare(p: f, groupSize: groupSize))),
    ]
    let settings = try energies.map { try Setting($0.0, .none, sigma: 0, groupSize: groupSize) }
    return zip(zip(settings, energies), try experiment.gradients(problem, settings)).flatMap {
      one, gradient in
      let (setting, claimed) = (one.0, one.1.1 * trace / (g * g))
      let place = Place(problem, setting)
      return [
        Finding(
          variant: setting.advantage.text, quantity: "E norm(g)^2 where no completion is right",
          at: place, claimed: claimed, gradient.secondMoment, expected: .holds, scale: claimed),
        Finding(
          variant: setting.advantage.text, quantity: "E g there, of the first two arms",
          at: place, claimed: 0, gradient.along([1, -1, 0]), expected: .holds),
      ]
    }
  }
}

extension Problem {
  /// With the channel in its name.
  fileprivate func named(_ verifier: ErringVerifier) -> Problem {
    var copy = self
    copy.name +=
      ", f \(verifier.falsePositive.compact), e \(verifier.falseNegative.compact)"
      + (verifier.isCorrected ? ", corrected" : "")
    return copy
  }
}
