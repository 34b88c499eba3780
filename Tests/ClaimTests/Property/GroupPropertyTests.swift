import GRPO
import GSL
import Policies
import RealModule
import Testing

@testable import Analysis

/// What holds group by group for two reward levels, on random policies, rewards and groups.
struct GroupPropertyTests {
  @Test func `DynamicSampling: a group is silent with probability p^G + (1-p)^G`() {
    Self.silent.expect(600)
  }

  static let silent = Property(domain: .binaryGaussian) { problem in
    let p = try Self.success(problem)
    let g = Double(problem.groupSize)
    return Compare.equal(
      "P(silent)", try problem.law().silentFraction, Double.pow(p, g) + .pow(1 - p, g), scale: 1,
      tolerance: 1e-12)
  }

  @Test func `GroupStandardDeviation: without dither E g is a mean over K of contrasts`() {
    Self.contrast.expect(600)
  }

  /// E g = Delta sum_K Bin(K; G, p) sqrt(K (G-K)) / G, Delta = grad p / (p (1-p)).
  static let contrast = Property(domain: .binaryGaussian) { problem in
    let undithered = problem.with { $0.sigma = 0 }
    let gradient = try undithered.law().expectedGradient.known
    let p = try Self.success(problem)
    let g = problem.groupSize
    let law = BinomialDistribution(trials: g, probability: p)
    let sum = (1..<g).reduce(0.0) { sum, k in
      sum + law.mass(k) * Double(k * (g - k)).squareRoot() / Double(g)
    }
    let right = try Self.right(problem)
    let toward = try problem.policy.valueGradient(of: right)
    return Compare.equal(
      "E g", gradient, toward.map { sum / (p * (1 - p)) * $0 }, scale: 1, tolerance: 1e-10)
  }

  /// 300 random groups with 200 noises each, at .999 of the radius and in the worst corner of it.
  @Test func `SignPreservation: no sign flips within the radius`() throws {
    var random = RandomStream(seed: 20_250_619)
    for _ in 0..<300 {
      let g = 2 + random.index(below: 63)
      let k = 1 + random.index(below: g - 1)
      let rewards = (0..<g).map { $0 < k ? 1.0 : 0 }
      let radius = 0.999 * SignPreservation.radius(correct: k, groupSize: g)
      for _ in 0..<200 {
        let noise = (0..<g).map { _ in radius * (2 * random.uniform() - 1) }
        #expect(!Self.flips(rewards, noise), "K \(k), G \(g)")
      }
      // A wrong (right) completion at one end, all others at the other.
      for (odd, sign) in [(g - 1, 1.0), (0, -1.0)] {
        let corner = { (a: Double) in (0..<g).map { $0 == odd ? sign * a : -sign * a } }
        #expect(!Self.flips(rewards, corner(radius)), "K \(k), G \(g)")
      }
      let odd = k <= g - k ? (g - 1, 1.0) : (0, -1.0)
      let beyond = 1.002 * radius
      #expect(
        Self.flips(rewards, (0..<g).map { $0 == odd.0 ? odd.1 * beyond : -odd.1 * beyond }),
        "K \(k), G \(g): just beyond the radius the corner flips a sign")
    }
  }

  private static func flips(_ rewards: [Double], _ noise: [Double]) -> Bool {
    let mean = zip(rewards, noise).reduce(0) { $0 + $1.0 + $1.1 } / Double(rewards.count)
    return zip(rewards, noise).contains { ($0 + $1 - mean > 0) != ($0 > 0.5) }
  }

  /// 1 for outcomes with the higher reward, 0 for the others.
  private static func right(_ problem: RandomProblem) throws -> [Double] {
    let top = problem.rewards.max()!
    return problem.rewards.map { $0 == top ? 1 : 0 }
  }

  private static func success(_ problem: RandomProblem) throws -> Double {
    try problem.policy.value(of: right(problem))
  }
}
