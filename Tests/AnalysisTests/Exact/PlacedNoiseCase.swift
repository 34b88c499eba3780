import GRPO
import GSL
import Policies
import RealModule

@testable import Analysis

/// A random bandit under noise that is in proportion to rewards, on advantages, or shared in part by a group;
/// with noise of signs it is enumerated: every group of outcomes, of own signs, and the shared sign.
struct PlacedNoiseCase: CustomStringConvertible {
  let prompt: Prompt
  let setting: Setting

  /// How an enumeration reads the noise: right, or with a mistake.
  enum Reading: CaseIterable {
    case right
    /// Whatever the mode, the noise is added to the rewards.
    case added
    /// Every completion has a shared part of its own.
    case unshared
  }

  /// Rewards, sigmas and the roots of 1 - rho are dyadic: what ties, ties exactly.
  ///
  /// - Parameter families: to draw from; signs where enumerated.
  init(
    using random: inout RandomStream, families: [NoiseFamily] = [.rademacher], largest: Int = 3
  ) throws {
    let logits = (0..<3).map { _ in random.gaussian() }
    var rewards = (0..<3).map { _ in Double(random.index(below: 17)) / 8 - 0.5 }
    if random.index(below: 2) == 0 { rewards = [0, Double(random.index(below: 2)), 1] }
    let isOld = random.index(below: 3) == 0
    prompt = try Prompt(
      name: "random", policy: SoftmaxBandit(logits: logits), rewards: rewards,
      oldLogits: isOld ? logits.map { $0 + 0.5 * random.gaussian() } : nil)
    let kind = AdvantageKind.allCases[random.index(below: AdvantageKind.allCases.count)]
    let mode = NoiseMode.allCases[random.index(below: 3)]
    // Additive noise is the subject only where it is shared.
    let rho = [0, 0.75, 0.9375, 1][
      mode == .additive ? 1 + random.index(below: 3) : random.index(below: 4)]
    let family = families[random.index(below: families.count)]
    let isBounded = mode == .multiplicative && kind == .leaveOneOutStandardized
    let groups = kind == .batchStandardized ? 2 : largest
    setting = try Setting(
      advantage: AdvantageEstimator(
        kind, ddof: random.index(below: 2),
        stabilizer: isBounded
          ? 0.25 : kind.dividesByDeviation ? [0, 1e-4, 0.25][random.index(below: 3)] : 0,
        clamp: random.index(below: 4) == 0 && kind != .batchStandardized ? 0.75 : nil,
        focal: random.index(below: 3) == 0 ? 1.5 : 0),
      dither: Dither(family, mode: mode, correlation: rho),
      sigma: mode == .multiplicative && random.index(below: 3) == 0 ? 1 : 19.0 / 64,
      groupSize: max(kind.minimumGroupSize, 2 + random.index(below: groups - 1)), batchGroups: 2)
  }

  var problem: Problem { get throws { try Problem(prompt) } }

  var description: String {
    "logits \(prompt.policy.logits), rewards \(prompt.rewards), old \(prompt.oldLogits ?? []), "
      + "\(setting.advantage.text), \(setting.text)"
  }

  /// E g, then E norm(g)^2, over all that can happen.
  func enumerated(_ reading: Reading = .right) throws -> [Double] {
    let problem = try problem
    let (size, rho) = (setting.groupSize, setting.dither.correlation)
    let isBatch = setting.advantage.kind == .batchStandardized
    let groups = isBatch ? 2 : 1
    let isShared = rho > 0 && reading != .unshared
    let isUnshared = rho > 0 && reading == .unshared
    // Faces of a completion: an outcome, its own sign and, wrongly, its own shared sign.
    let faces = 2 * 3 * (isUnshared ? 2 : 1)
    var found = [Double](repeating: 0, count: problem.parameterCount + 1)
    for shared in 0..<(isShared ? 1 << groups : 1) {
      forEachTuple(of: faces, length: groups * size) { tuple in
        var p = 1 / Double(isShared ? 1 << groups : 1)
        var (noise, rewards) = ([Double](), [Double]())
        for (i, face) in tuple.enumerated() {
          let outcome = face % 3
          p *= problem.probabilities[outcome] * 3 / Double(faces)
          let bit = isShared ? shared >> (i / size) & 1 : face / 6
          let unit = reading != .added && setting.dither.mode == .multiplicative
          let scale = setting.sigma * (unit ? problem.rewards[outcome] : 1)
          let own = (1 - rho).squareRoot() * scale * (face / 3 % 2 == 0 ? -1 : 1)
          let common = rho.squareRoot() * scale * (bit == 0 ? -1 : 1)
          rewards.append(problem.rewards[outcome])
          noise.append(own + common)
          // Exact first, so that equal sums stay equal.
          if reading == .added || setting.dither.mode != .onAdvantages {
            rewards[i] = (rewards[i] + own) + (rho > 0 ? common : 0)
          }
        }
        let sums = isBatch ? RewardSums(rewards) : nil
        var advantages = setting.advantage.advantages(of: Array(rewards.prefix(size)), batch: sums)
        if reading != .added, setting.dither.mode == .onAdvantages {
          for i in advantages.indices { advantages[i] += noise[i] }
        }
        var g = [Double](repeating: 0, count: problem.parameterCount)
        for i in advantages.indices {
          problem.positive.add(tuple[i] % 3, scale: advantages[i] / Double(size), to: &g)
        }
        for j in g.indices { found[j] += p * g[j] }
        found[g.count] += p * dot(g, g)
      }
    }
    return found
  }

  /// The largest difference of two lists, relative to numbers above 1.
  static func error(_ found: [Double], _ expected: [Double]) -> Double {
    zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1) / max(1, abs($1.1))) }
  }
}
