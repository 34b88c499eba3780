import GRPO
import GSL
import RealModule
import Testing

@testable import Analysis

/// Small groups completion by completion, sign by sign: the definition itself against the laws.
struct EnumerationPropertyTests {
  private static let small = Domain(
    kinds: AdvantageKind.allCases.filter { $0 != .batchStandardized }, families: [.rademacher],
    arms: 2...4, groupSizes: 2...4, allowsSequences: false)

  @Test func `exact laws are the sum over all groups and all signs`() {
    Self.enumeration.expect(450)
  }

  static let enumeration = Property(domain: Self.small) { problem in
    let (gradient, second, energy) = try Self.enumerate(problem)
    let law = try problem.moments()
    // Noise that brings a mean near 0 makes advantages of any size, which cancel where completions are alike: laws,
    // which are sums over pairs of advantages, keep digits of what cancels.
    let scale = problem.kind == .meanNormalized ? max(second, energy) : second
    return Compare.equal(
      "E g", law.gradient, gradient, scale: scale.squareRoot(), tolerance: 1e-11)
      ?? Compare.equal("E norm(g)^2", law.second, second, scale: scale, tolerance: 1e-11)
  }

  private static func enumerate(
    _ problem: RandomProblem
  ) throws -> (gradient: [Double], second: Double, energy: Double) {
    let scores = ScoreMoments(try problem.policy)
    let advantage = try problem.setting.advantage
    let (arms, size) = (problem.logits.count, problem.groupSize)
    var mean = [Double](repeating: 0, count: arms)
    var (second, energy) = (0.0, 0.0)
    for group in 0..<power(2 * arms, size) {
      let faces = (0..<size).map { group / power(2 * arms, $0) % (2 * arms) }
      let rewards = faces.map {
        problem.rewards[$0 / 2] + ($0 % 2 == 0 ? -problem.sigma : problem.sigma)
      }
      let weight = faces.reduce(1) { $0 * scores.probabilities[$1 / 2] / 2 }
      var gradient = [Double](repeating: 0, count: arms)
      var length = 0.0
      for (face, value) in zip(faces, advantage.advantages(of: rewards)) {
        length += abs(value) * scores.norm(scores.scores[face / 2]).squareRoot() / Double(size)
        for i in gradient.indices {
          gradient[i] += value * scores.scores[face / 2][i] / Double(size)
        }
      }
      for i in mean.indices { mean[i] += weight * gradient[i] }
      second += weight * scores.norm(gradient)
      energy += weight * length * length
    }
    return (mean, second, energy)
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// E S^2 over all signs of the noise, the raw rewards of one group given.
  @Test func `RewardVariance: signs raise the variance of a group by their own`() {
    Self.rewardVariance.expect(900)
  }

  static let rewardVariance: Property = {
    var domain = Self.small
    domain.groupSizes = 2...10
    return Property(domain: domain) { problem in
      var random = RandomStream(seed: 11)
      let rewards = (0..<problem.groupSize).map { _ in
        problem.rewards[random.index(below: problem.rewards.count)]
      }
      let sigma = problem.measured.sigma
      let count = 1 << rewards.count
      let mean = (0..<count).reduce(0.0) { sum, signs in
        let noisy = rewards.indices.map {
          rewards[$0] + (signs >> $0 & 1 == 0 ? -sigma : sigma)
        }
        let sums = RewardSums(noisy)
        return sum + sums.centredSumOfSquares / Double(noisy.count - problem.ddof) / Double(count)
      }
      let expected = RewardVariance.expectation(
        rewards: rewards, sigma: problem.sigma, ddof: problem.ddof)
      return Compare.equal("E S^2", mean, expected, scale: expected, tolerance: 1e-10)
    }
  }()

  /// Twenty dithered groups for each problem, drawn from one seed.
  @Test func `BoundedAdvantage: no dithered group exceeds the bound`() {
    Self.bound.expect(1500)
  }

  static let bound: Property = {
    let domain = Domain(
      kinds: [.standardized],
      families: Domain.noises(NoiseParameters(degreesOfFreedom: 3)),
      budget: .infinity)
    return Property(domain: domain) { problem in
      let setting = try problem.measured.setting
      let bound = BoundedAdvantage.bound(groupSize: problem.groupSize, ddof: problem.ddof)
      var random = RandomStream(seed: 12)
      var noise = [Double](repeating: 0, count: problem.groupSize)
      for _ in 0..<20 {
        setting.dither.fill(&noise, using: &random)
        let rewards = noise.map {
          problem.rewards[random.index(below: problem.rewards.count)] + problem.sigma * $0
        }
        let advantages = setting.advantage.advantages(of: rewards)
        let largest = advantages.reduce(0) { max($0, abs($1)) }
        if !(largest <= bound * (1 + 1e-12)) {
          return "advantage \(largest) beyond \(bound) for rewards \(rewards)"
        }
      }
      return nil
    }
  }()
}
