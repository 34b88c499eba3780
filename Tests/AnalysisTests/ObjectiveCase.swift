import GRPO
import GSL
import Policies
import RealModule

@testable import Analysis

/// A random objective on random completions, small enough to be enumerated group by group, with formulas
/// of its own for everything between the logits and the gradient.
struct ObjectiveCase: CustomStringConvertible {
  /// A planted mistake.
  enum Mistake: CaseIterable {
    case clipOnTheWrongSide, dividedTwice, endedTokensCounted
  }

  let prompt: Prompt
  let surrogate: Surrogate
  let setting: Setting
  private let vocabulary, length: Int
  private let hasEndToken: Bool
  private let now, old, base: [Double]
  /// Tokens of each completion, in the order of the outcomes, and its reward.
  let completions: [[Int]]
  private let rewards: [Double]

  /// - Parameter random: rewards and sigmas are dyadic: what ties, ties exactly.
  init(using random: inout RandomStream) throws {
    vocabulary = 2 + random.index(below: 2)
    length = 2 + random.index(below: 2)
    hasEndToken = random.index(below: 4) > 0
    completions = Self.completions(vocabulary, length, hasEndToken)
    let policy = try SequencePolicy.random(
      vocabulary: vocabulary, length: length, hasEndToken: hasEndToken, scale: 1,
      seed: UInt64(random.index(below: 1_000_000)))
    now = policy.logits
    let isOld = random.index(below: 4) > 0
    old = isOld ? now.map { $0 + 0.4 * random.gaussian() } : now
    base = now.map { 0.7 * $0 }
    let levels = [0, 1, Double(random.index(below: 2)) / 4 + 0.5]
    rewards = completions.map { _ in levels[random.index(below: 3)] }
    let clips: [(ClipForm, ClipRange?, Double?)] = [
      (.ppo, nil, nil), (.ppo, .standard, nil), (.ppo, .standard, 1.25), (.ppo, nil, 1.5),
      (.cispo, .dapo, nil), (.mask, .standard, nil),
      (.cispo, try ClipRange(low: .infinity, high: 0.1), nil),
    ]
    let clip = clips[random.index(below: clips.count)]
    let aggregation = LossAggregation.allCases[random.index(below: 3)]
    // No exact law of a penalty divided by the group's tokens.
    let isPenalized = aggregation != .tokenMean && random.index(below: 4) == 0
    surrogate = try Surrogate(
      clipRange: clip.1, clipForm: clip.0, dualClip: clip.2,
      ratioLevel: RatioLevel.allCases[random.index(below: 3)], lossAggregation: aggregation,
      klCoefficient: isPenalized ? 0.25 : 0, klEstimator: .k2)
    prompt = try Prompt(
      name: "random", policy: policy, rewards: rewards, oldLogits: isOld ? old : nil,
      referenceLogits: base)
    setting = try Self.setting(&random, isLarge: completions.count > 15)
  }

  private static func setting(_ random: inout RandomStream, isLarge: Bool) throws -> Setting {
    let kinds = AdvantageKind.allCases.filter { $0 != .batchStandardized }
    let kind = kinds[random.index(below: kinds.count)]
    let isNoisy = kind != .meanNormalized && random.index(below: 2) == 0
    let size = isLarge ? 2 : 2 + random.index(below: 2)
    return try Setting(
      advantage: AdvantageEstimator(
        kind, ddof: random.index(below: 2),
        stabilizer: kind.dividesByDeviation ? [0, 1e-4, 0.25][random.index(below: 3)] : 0),
      dither: Dither(isNoisy ? .rademacher : .none), sigma: isNoisy ? 19.0 / 64 : 0,
      groupSize: max(kind.minimumGroupSize, size))
  }

  private static func completions(
    _ vocabulary: Int, _ length: Int, _ hasEndToken: Bool
  ) -> [[Int]] {
    guard length > 0 else { return [[]] }
    let later = completions(vocabulary, length - 1, hasEndToken)
    return (0..<vocabulary).flatMap { token in
      hasEndToken && token == vocabulary - 1 ? [[token]] : later.map { [token] + $0 }
    }
  }

  func set() throws -> ProblemSet { try ProblemSet([Problem(prompt, surrogate: surrogate)]) }

  var description: String {
    "V \(vocabulary), T \(length), ends \(hasEndToken), off policy \(prompt.oldLogits != nil), "
      + "\(surrogate), \(setting.advantage.text), \(setting.text)"
  }

  /// E g, E norm(g)^2 and the largest norm(g)^2 over all groups of completions and signs of the noise.
  func enumerated(
    _ mistake: Mistake? = nil
  ) -> (expected: [Double], secondMoment: Double, largest: Double) {
    let all = completions.map { contribution(of: $0, mistake) }
    let probabilities = completions.map { Double.exp(log(old, $0).reduce(0, +)) }
    let size = setting.groupSize
    let signs: [Double] = setting.isUndithered ? [0] : [-1, 1]
    var expected = [Double](repeating: 0, count: now.count)
    var (square, largest) = (0.0, 0.0)
    var advantages = [Double](repeating: 0, count: size)
    forEachTuple(of: completions.count, length: size) { group in
      forEachTuple(of: signs.count, length: size) { noise in
        let dithered = zip(group, noise).map { rewards[$0] + setting.sigma * signs[$1] }
        setting.advantage.fill(&advantages, rewards: dithered)
        var probability = 1 / Double.pow(Double(signs.count), size)
        for outcome in group { probability *= probabilities[outcome] }
        let tokens = group.reduce(0.0) { $0 + Double(tokenCount(completions[$1], mistake)) }
        let share = surrogate.lossAggregation == .tokenMean ? 1 / tokens : 1 / Double(size)
        var gradient = [Double](repeating: 0, count: now.count)
        for (outcome, advantage) in zip(group, advantages) {
          let part = all[outcome]
          let own = advantage < 0 ? part.negative : part.positive
          for j in gradient.indices {
            gradient[j] += share * (advantage * own[j] + part.penalty[j])
          }
        }
        let norm = dot(gradient, gradient)
        add(gradient, scale: probability, to: &expected)
        square += probability * norm
        largest = max(largest, norm)
      }
    }
    return (expected, square, largest)
  }

  private func tokenCount(_ tokens: [Int], _ mistake: Mistake?) -> Int {
    mistake == .endedTokensCounted ? length : tokens.count
  }

  private func contribution(
    of tokens: [Int], _ mistake: Mistake?
  ) -> (positive: [Double], negative: [Double], penalty: [Double]) {
    let (logs, before, reference) = (log(now, tokens), log(old, tokens), log(base, tokens))
    var ratios = zip(logs, before).map { Double.exp($0 - $1) }
    let product = ratios.reduce(1, *)
    switch surrogate.ratioLevel {
    case .token: break
    case .sequence: ratios = ratios.map { _ in product }
    case .gspo: ratios = ratios.map { _ in .pow(product, 1 / Double(tokens.count)) }
    }
    var divisor = 1.0
    let count = Double(tokenCount(tokens, mistake))
    if surrogate.lossAggregation == .sequenceMean {
      divisor = mistake == .dividedTwice ? count * count : count
    } else if surrogate.lossAggregation == .tokenMean, mistake == .dividedTwice {
      divisor = count
    }
    let zero = [Double](repeating: 0, count: now.count)
    var result = (positive: zero, negative: zero, penalty: zero)
    for (t, token) in tokens.enumerated() {
      var (plus, minus) = weights(ratios[t])
      if mistake == .clipOnTheWrongSide { swap(&plus, &minus) }
      // k2: (log pi - log pi_ref)^2 / 2.
      let penalty = -surrogate.klCoefficient * (logs[t] - reference[t])
      let start = row(tokens, t)
      let p = softmax(now, start)
      for k in 0..<vocabulary {
        let slope = (k == token ? 1 : 0) - p[k]
        result.positive[start + k] += plus * slope / divisor
        result.negative[start + k] += minus * slope / divisor
        result.penalty[start + k] += penalty * slope / divisor
      }
    }
    return result
  }

  private func weights(_ ratio: Double) -> (Double, Double) {
    let low = surrogate.clipRange.map { 1 - $0.low } ?? -.infinity
    let high = surrogate.clipRange.map { 1 + $0.high } ?? .infinity
    switch surrogate.clipForm {
    case .ppo:
      let isKept = ratio >= low && ratio <= surrogate.dualClip ?? .infinity
      return (ratio <= high ? ratio : 0, isKept ? ratio : 0)
    case .cispo:
      let weight = ratio < low ? low : ratio > high ? high : ratio
      return (weight, weight)
    case .mask:
      let weight = ratio < low || ratio > high ? 0 : ratio
      return (weight, weight)
    }
  }

  /// First logit of the row of token t.
  private func row(_ tokens: [Int], _ t: Int) -> Int {
    t == 0 ? 0 : vocabulary * (1 + (t - 1) * vocabulary + tokens[t - 1])
  }

  private func softmax(_ logits: [Double], _ start: Int) -> [Double] {
    let powers = (0..<vocabulary).map { Double.exp(logits[start + $0]) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private func log(_ logits: [Double], _ tokens: [Int]) -> [Double] {
    tokens.indices.map { .log(softmax(logits, row(tokens, $0))[tokens[$0]]) }
  }
}
