import GRPO
import GSL
import Policies
import RealModule
import Testing

@testable import Analysis

/// Two-valued noise whose sums with rewards coincide, against enumeration in whole numbers, where
/// equal is equal.
struct RademacherTieTests {
  /// E g and E norm(g)^2 over all arms and signs; rewards and sigma are numbers of tenths.
  private func enumerate(
    _ policy: SoftmaxBandit, rewards: [Int], sigma: Int, groupSize: Int, kind: AdvantageKind
  ) throws -> (gradient: [Double], second: Double) {
    let estimator = try AdvantageEstimator(kind, ddof: 1)
    let arms = rewards.count
    let p = policy.probabilities()
    var gradient = [Double](repeating: 0, count: arms)
    var second = 0.0
    forEachTuple(of: 2 * arms, length: groupSize) { tuple in
      let dithered = tuple.map { rewards[$0 / 2] + ($0 % 2 == 0 ? -sigma : sigma) }
      var advantages = estimator.advantages(of: dithered.map(Double.init))
      if kind == .leaveOneOutStandardized {
        for i in tuple.indices {
          let others = dithered.enumerated().filter { $0.offset != i }.map(\.element)
          // Not divided, and so in tenths.
          if Set(others).count == 1 { advantages[i] /= 10 }
        }
      }
      let mass = tuple.reduce(1.0) { $0 * p[$1 / 2] / 2 }
      var g = [Double](repeating: 0, count: arms)
      for (i, drawn) in tuple.enumerated() {
        for a in 0..<arms {
          g[a] += advantages[i] * ((drawn / 2 == a ? 1 : 0) - p[a]) / Double(groupSize)
        }
      }
      for a in 0..<arms { gradient[a] += mass * g[a] }
      second += mass * g.reduce(0) { $0 + $1 * $1 }
    }
    return (gradient, second)
  }

  @Test(arguments: [AdvantageKind.standardized, .leaveOneOutStandardized])
  func `ties are decided as decimals`(kind: AdvantageKind) throws {
    var random = RandomStream(seed: 18)
    var ties = 0
    for _ in 0..<120 {
      let arms = 2 + random.index(below: 2)
      let rewards = (0..<arms).map { _ in random.index(below: 13) - 6 }
      let sigma = 1 + random.index(below: 5)
      let groupSize = 3
      let policy = try SoftmaxBandit(logits: (0..<arms).map { _ in 2 * random.uniform() - 1 })
      let truth = try enumerate(
        policy, rewards: rewards, sigma: sigma, groupSize: groupSize, kind: kind)
      let prompt = try Prompt(
        name: "tenths", policy: policy, rewards: rewards.map { Double($0) / 10 })
      let moments = try ExactLaw.moments(
        ProblemSet([Problem(prompt)]),
        setting: Setting(
          advantage: AdvantageEstimator(kind, ddof: 1), dither: Dither(.rademacher),
          sigma: Double(sigma) / 10, groupSize: groupSize))
      let scale = max(1, truth.second)
      #expect(abs(try #require(moments.secondMoment) - truth.second) < 1e-12 * scale)
      for (a, b) in zip(try #require(moments.expectedGradient), truth.gradient) {
        #expect(abs(a - b) < 1e-12 * scale, "\(rewards) \(sigma)")
      }
      let sums = Set(rewards).flatMap { [$0 - sigma, $0 + sigma] }
      if Set(sums).count < sums.count { ties += 1 }
    }
    #expect(ties >= 20)
  }

  /// A mixed group of two keeps its signs, a silent one has signs of its own: kappa is 1 and the
  /// advantages +-1 or 0, whatever the size of the noise below the reward's rounding.
  @Test(arguments: [1e-3, 1e-17, 1e-40])
  func `noise below rounding still breaks silent groups`(sigma: Double) throws {
    let prompt = try Prompt(
      name: "two", policy: SoftmaxBandit(logits: [0, 0, 0]), rewards: [0, 1, 1])
    let moments = try ExactLaw.moments(
      ProblemSet([Problem(prompt)]),
      setting: Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(.rademacher), sigma: sigma,
        groupSize: 2))
    // By hand: mixed groups (4/9) have g = (s_1 - s_0)/2; groups of two right arms (4/9) have unequal
    // signs half the time, and E norm(s_i - s_j)^2 / 4 = 1/4 over equal and unequal arms.
    let mixed = 4.0 / 9 * 2 / 4
    let silent = 4.0 / 9 / 2 * 0.5 * 2 / 4
    #expect(abs(try #require(moments.secondMoment) - (mixed + silent)) < 1e-14)
    #expect(abs(try #require(moments.shrinkage)[0] - 1) < 1e-14)
  }
}
