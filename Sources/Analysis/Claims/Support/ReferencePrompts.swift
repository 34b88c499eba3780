import GRPO
import Policies
import RealModule

/// The prompts on which claims are examined.
enum ReferencePrompts {
  /// Five arms, two of them right: p = .1815. Three or more arms, because with two the wrong
  /// completions of a silent group are all alike and its noise cannot be seen.
  static func fiveArms() throws -> Problem {
    try bandit("five arms", logits: [-1, 0.3, 0.1, -0.4, 0.8], rewards: [1, 0, 0, 1, 0])
  }

  /// `fiveArms` sampled from an older policy, which drew the right arms less often: their importance
  /// ratios are 2.28, those of the wrong arms .62, .84 and 1.25.
  static func staleFiveArms(clipRange: ClipRange?) throws -> Problem {
    let name = "five arms off policy, " + (clipRange == nil ? "no clip" : "clip 0.2")
    let prompt = try Prompt(
      name: name, policy: SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8]),
      rewards: [1, 0, 0, 1, 0], oldLogits: [-1.9, 0.7, 0.2, -1.3, 0.5])
    return try Problem(prompt, surrogate: Surrogate(clipRange: clipRange))
  }

  /// The three wrong arms of `fiveArms` alone: the law of a completion given that it is wrong.
  static func wrongArms() throws -> Problem {
    try bandit("wrong arms", logits: [0.3, 0.1, 0.8], rewards: [0, 0, 0])
  }

  /// The two right arms of `fiveArms` alone.
  static func rightArms() throws -> Problem {
    try bandit("right arms", logits: [-1, -0.4], rewards: [1, 1])
  }

  /// A wrong and a right arm, the right one of probability p.
  static func twoArms(p: Double) throws -> Problem {
    try bandit("two arms, p \(p)", logits: [0, .log(p / (1 - p))], rewards: [0, 1])
  }

  /// Two wrong arms that differ by .001, and a right one of probability .02.
  static func nearTie() throws -> Problem {
    try bandit("near-tie", logits: [0, 0, -3.2], rewards: [0, 0.001, 1])
  }

  /// Four arms with three reward levels.
  static func gradedArms() throws -> Problem {
    try bandit("graded arms", logits: [0.4, -0.3, 0.2, -0.6], rewards: [0, 0.2, 1, 0])
  }

  /// Four arms, right or wrong in the answer and in the format, which counts half.
  static func fourArmsOfTwoRewards() throws -> Problem {
    try Problem(
      Prompt(
        name: "four arms of two rewards",
        policy: SoftmaxBandit(logits: [0.15, 0.05, 0.7, 0.1].map { .log($0) }),
        rule: .vectors([[1, 1], [1, 0], [0, 1], [0, 0]], weights: [1, 0.5])))
  }

  /// `fiveArms` with a second reward that every arm has, which counts half.
  static func saturatedFormat() throws -> Problem {
    let arms = try fiveArms()
    return try Problem(
      Prompt(
        name: "five arms of one format", policy: arms.policy,
        rule: .vectors(arms.rewards.map { [$0, 1] }, weights: [1, 0.5])))
  }

  /// Twenty-seven sequences of three tokens, rewarded for even parity.
  static func paritySequence() throws -> Problem {
    // V + (T - 1) V^2 = 3 + 2 * 9 logits.
    let logits = (0..<21).map { 0.3 * Double($0 % 5) - 0.5 }
    let policy = try SequencePolicy(vocabulary: 3, length: 3, logits: logits)
    return try Problem(Prompt(name: "parity sequence", policy: policy, rule: .parity))
  }

  /// Sequences of eight tokens 0 and 1, of which only the likely one, all 0, is wrong: p = .03. Its
  /// right completions differ far more among themselves than from the wrong one.
  static func likelySequence() throws -> Problem {
    // All eight tokens are 0 with probability .97, each with the eighth root of it.
    let stay = Double.exp(.log(0.97) / 8)
    let likely = [Double.log(stay / (1 - stay)), 0]
    // Position 0 has one row, the others one after a 0 and one, which is even, after a 1.
    let logits = likely + (1..<8).flatMap { _ in likely + [0, 0] }
    let policy = try SequencePolicy(vocabulary: 2, length: 8, logits: logits)
    let rewards = (0..<policy.outcomeCount).map { $0 == 0 ? 0.0 : 1 }
    return try Problem(Prompt(name: "likely sequence", policy: policy, rewards: rewards))
  }

  /// Any softmax bandit.
  static func bandit(
    _ name: String, logits: [Double], rewards: [Double]
  ) throws -> Problem {
    try Problem(Prompt(name: name, policy: SoftmaxBandit(logits: logits), rewards: rewards))
  }
}

extension Problem {
  /// The problem seen along one direction of parameter space: every score `s` becomes the number
  /// `v . s`, so that norm(g)^2 becomes `(v . g)^2`, one entry of a matrix of second moments.
  ///
  /// Without clip and penalty only.
  func along(_ direction: [Double]) -> Problem {
    precondition(!isClipped && penalty == nil)
    var scores = SparseRows()
    for outcome in probabilities.indices {
      scores.append([(0, dot(score(of: outcome), direction))])
    }
    return replacing(scores: scores, valueGradient: [dot(valueGradient, direction)])
  }

  /// The score of an outcome, dense; on policy only.
  func score(of outcome: Int) -> [Double] {
    precondition(!isClipped && penalty == nil)
    var score = [Double](repeating: 0, count: parameterCount)
    positive.add(outcome, scale: 1, to: &score)
    return score
  }
}

extension Setting {
  /// The plain setting of an example: ddof 0, no stabilizer, one component of noise.
  init(
    _ kind: AdvantageKind, _ family: NoiseFamily, sigma: Double, groupSize: Int
  ) throws {
    try self.init(
      advantage: AdvantageEstimator(kind), dither: Dither(family), sigma: sigma,
      groupSize: groupSize)
  }

  /// Standardized advantages (ddof 0, stabilizer 0) under Gaussian noise, of which most is known.
  static func standardized(sigma: Double, groupSize: Int) throws -> Setting {
    try Setting(.standardized, .gaussian, sigma: sigma, groupSize: groupSize)
  }
}
