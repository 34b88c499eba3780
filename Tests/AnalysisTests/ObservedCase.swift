import GRPO
import GSL
import Policies
import RealModule

@testable import Analysis

/// A random bandit whose rewards are seen through a random channel, under a random setting small enough to
/// be enumerated: every group of outcomes, of what is seen of each, and of signs of the noise.
struct ObservedCase: CustomStringConvertible {
  let prompt: Prompt
  let surrogate: Surrogate
  let channel: RewardChannel
  let setting: Setting

  /// Rewards, rates, steps and sigmas are dyadic: what ties, ties exactly.
  init(using random: inout RandomStream) throws {
    let arms = 3
    let logits = (0..<arms).map { _ in random.gaussian() }
    var rewards: [Double]
    if random.index(below: 2) == 0 {
      // The last are right: J = .75, .5, .25, -.5, and .5 again with unequal rates.
      let rates = [(0.125, 0.125), (0.25, 0.25), (0.5, 0.25), (0.75, 0.75), (0.125, 0.375)]
      let (f, e) = rates[random.index(below: rates.count)]
      let isCorrected = f != 0.125 || e != 0.125 ? random.index(below: 2) == 0 : false
      channel = try .verifier(
        ErringVerifier(falsePositive: f, falseNegative: e, isCorrected: isCorrected))
      rewards = [0, Double(random.index(below: 2)), 1]
    } else {
      channel = try .quantizer(
        RewardQuantizer(
          step: [0.5, 0.75, 1][random.index(below: 3)],
          dither: QuantizerDither.allCases[random.index(below: 3)]))
      rewards = (0..<arms).map { _ in Double(random.index(below: 17)) / 8 - 0.5 }
      rewards[0] = 0.375
    }
    let isOld = random.index(below: 3) == 0
    prompt = try Prompt(
      name: "random", policy: SoftmaxBandit(logits: logits), rewards: rewards,
      oldLogits: isOld ? logits.map { $0 + 0.5 * random.gaussian() } : nil,
      referenceLogits: isOld ? logits.map { 0.8 * $0 } : nil)
    surrogate = try Surrogate(
      clipRange: isOld && random.index(below: 2) == 0 ? .standard : nil,
      klCoefficient: isOld ? 0.04 : 0)
    setting = try Self.setting(&random)
  }

  private static func setting(_ random: inout RandomStream) throws -> Setting {
    let kind = AdvantageKind.allCases[random.index(below: AdvantageKind.allCases.count)]
    let isNoisy = random.index(below: 3) == 0
    let largest = isNoisy || kind == .batchStandardized ? 2 : 4
    let smallest = kind.minimumGroupSize
    return try Setting(
      advantage: AdvantageEstimator(
        kind, ddof: random.index(below: 2),
        stabilizer: kind.dividesByDeviation ? [0, 1e-4, 0.25][random.index(below: 3)] : 0),
      dither: Dither(isNoisy ? .rademacher : .none), sigma: isNoisy ? 19.0 / 64 : 0,
      groupSize: max(smallest, 2 + random.index(below: largest - 1)), batchGroups: 2)
  }

  var description: String {
    "logits \(prompt.policy.logits), rewards \(prompt.rewards), \(channel.text), "
      + "old \(prompt.oldLogits ?? []), clip \(surrogate.clipRange != nil), "
      + "\(setting.advantage.text), \(setting.text)"
  }

  /// What is seen of an outcome, in formulas of its own.
  ///
  /// - Parameter isSwapped: with the two rates of a verifier exchanged, and a quantizer without its dither:
  ///   a mistake.
  func seen(_ outcome: Int, isSwapped: Bool = false) -> [(reward: Double, probability: Double)] {
    let reward = prompt.rewards[outcome]
    switch channel {
    case .verifier(let verifier):
      var (f, e) = (verifier.falsePositive, verifier.falseNegative)
      if isSwapped { (f, e) = (e, f) }
      let right = reward == 1 ? 1 - e : f
      let value = { (verdict: Double) in
        verifier.isCorrected ? (verdict - f) / (1 - f - e) : verdict
      }
      return [(value(1), right), (value(0), 1 - right)]
    case .quantizer(let quantizer):
      let step = quantizer.step
      let x = reward / step
      let width =
        isSwapped ? 0 : quantizer.dither == .none ? 0 : quantizer.dither == .uniform ? 1 : 2
      return (-4...8).compactMap { n in
        // The share of the dither that is rounded to n, by the distance of n from the reward.
        let distance = abs(Double(n) - x)
        let share: Double
        switch width {
        case 0: share = (x + 0.5).rounded(.down) == Double(n) ? 1 : 0
        case 1: share = max(0, 1 - distance)
        default:
          let tail = max(0, 1.5 - distance)
          share = distance <= 0.5 ? 0.75 - distance * distance : 0.5 * tail * tail
        }
        return share > 0 ? (step * Double(n), share) : nil
      }
    }
  }

  /// Moments of the group gradient, with `curvature = E[g^T H g]` of a metric H.
  struct Moments {
    var gradient: [Double]
    var square = 0.0
    var curvature = 0.0
    var silent = 0.0
  }

  func enumerated(metric: [[Double]], isSwapped: Bool = false) throws -> Moments {
    let plain = try Problem(prompt, surrogate: surrogate)
    let signs = setting.isUndithered ? [0] : [-setting.sigma, setting.sigma]
    var atoms: [(outcome: Int, raw: Double, reward: Double, probability: Double)] = []
    for outcome in prompt.rewards.indices {
      for one in seen(outcome, isSwapped: isSwapped) {
        for sign in signs {
          let p = plain.probabilities[outcome] * one.probability / Double(signs.count)
          atoms.append((outcome, one.reward, one.reward + sign, p))
        }
      }
    }
    let size = setting.groupSize
    let isBatch = setting.advantage.kind == .batchStandardized
    var found = Moments(gradient: Array(repeating: 0, count: prompt.policy.parameterCount))
    var advantages = [Double](repeating: 0, count: size)
    forEachTuple(of: atoms.count, length: isBatch ? 2 * size : size) { tuple in
      let own = tuple.prefix(size).map { atoms[$0] }
      let p = tuple.reduce(1) { $0 * atoms[$1].probability }
      let batch = isBatch ? RewardSums(tuple.map { atoms[$0].reward }) : nil
      setting.advantage.fill(&advantages, rewards: own.map(\.reward), batch: batch)
      var g = [Double](repeating: 0, count: found.gradient.count)
      for (i, one) in own.enumerated() {
        let rows = advantages[i] < 0 ? plain.negative ?? plain.positive : plain.positive
        rows.add(one.outcome, scale: advantages[i] / Double(size), to: &g)
        plain.penalty?.add(one.outcome, scale: 1 / Double(size), to: &g)
      }
      add(g, scale: p, to: &found.gradient)
      found.square += p * dot(g, g)
      found.curvature += p * dot(g, metric.map { dot($0, g) })
      if own.allSatisfy({ $0.raw == own[0].raw }) { found.silent += p }
    }
    return found
  }
}
