import Analysis
import GRPO
import GSL
import Policies
import RealModule

/// A random problem and setting with an exact law, drawn from a seeded stream.
struct RandomCase: CustomStringConvertible {
  let prompt: Prompt
  let surrogate: Surrogate
  let setting: Setting
  let set: ProblemSet

  init(using random: inout RandomStream) throws {
    prompt = try Self.prompt(&random)
    surrogate = try Surrogate(klCoefficient: prompt.referenceLogits == nil ? 0 : 0.04)
    set = try ProblemSet([Problem(prompt, surrogate: surrogate)])
    setting = try Self.setting(&random)
  }

  var description: String {
    "logits \(prompt.policy.logits), rewards \(prompt.rewards), "
      + "old \(prompt.oldLogits ?? []), reference \(prompt.referenceLogits ?? []), "
      + "\(setting.advantage.text), \(setting.dither.family), sigma \(setting.sigma), "
      + "G \(setting.groupSize), batch \(setting.batchGroups)"
  }

  /// Three to six arms with standard normal logits and two or three reward levels, both present.
  private static func prompt(_ random: inout RandomStream) throws -> Prompt {
    let arms = 3 + random.index(below: 4)
    let draw = { (scale: Double, random: inout RandomStream) in
      (0..<arms).map { _ in scale * random.gaussian() }
    }
    let logits = draw(1, &random)
    let levels: [Double] = random.index(below: 2) == 0 ? [0, 1] : [0, 0.3, 1]
    var rewards = (0..<arms).map { _ in levels[random.index(below: levels.count)] }
    rewards[0] = 0
    rewards[1] = 1
    let isOffPolicy = random.index(below: 4) == 0
    let shift = draw(0.3, &random)
    return try Prompt(
      name: "random", policy: SoftmaxBandit(logits: logits), rewards: rewards,
      oldLogits: isOffPolicy ? zip(logits, shift).map { $0 + $1 } : nil,
      referenceLogits: isOffPolicy ? logits.map { 0.8 * $0 } : nil)
  }

  /// Advantages and the noise that each has an exact law with, up to the largest group that is drawn.
  private static let families: [AdvantageKind: [NoiseFamily]] = Dictionary(
    uniqueKeysWithValues: [
      AdvantageKind.reinforce, .mean, .leaveOneOut, .standardized, .batchStandardized,
    ].map { kind in (kind, try! noises(kind)) })

  /// The families of the list whose law is known for three levels. Nine degrees of freedom: errors of
  /// squares are estimated, too.
  private static func noises(_ kind: AdvantageKind) throws -> [NoiseFamily] {
    let prompt = try Prompt(
      name: "probe", policy: SoftmaxBandit(logits: [0, 0, 0]), rewards: [0, 0.3, 1])
    let set = try ProblemSet([Problem(prompt)])
    return try NoiseFamily.all(NoiseParameters(degreesOfFreedom: 9)).filter { family in
      let setting = try Setting(
        advantage: AdvantageEstimator(kind), dither: Dither(family), sigma: 0.5,
        groupSize: largestGroup(kind, family), batchGroups: 2)
      return try !family.isNone && ExactLaw.moments(set, setting: setting).secondMoment != nil
    }
  }

  private static func largestGroup(_ kind: AdvantageKind, _ family: NoiseFamily) -> Int {
    // Signs double the levels: larger batches of them are beyond enumeration.
    kind == .batchStandardized && family.isDiscrete ? 4 : 10
  }

  /// Every combination of advantage and noise that has an exact law.
  private static func setting(_ random: inout RandomStream) throws -> Setting {
    let kinds: [AdvantageKind] = [
      .reinforce, .mean, .leaveOneOut, .standardized, .standardized, .batchStandardized,
    ]
    let kind = kinds[random.index(below: kinds.count)]
    let families = families[kind]!
    let advantage = try AdvantageEstimator(
      kind, ddof: random.index(below: 2), stabilizer: [0, 1e-4, 0.1][random.index(below: 3)])
    let family = families[random.index(below: families.count)]
    return try Setting(
      advantage: advantage, dither: Dither(family), sigma: 3 * .exp(-9 * random.uniform()),
      groupSize: 2 + random.index(below: largestGroup(kind, family) - 1), batchGroups: 2)
  }
}
