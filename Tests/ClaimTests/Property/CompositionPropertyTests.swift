import GRPO
import RealModule
import Testing

@testable import Analysis

/// ShrinkageLaw for any number of reward levels, summed over how a group falls on them:
///
///     E g         = 1/G   sum_n P(n) sum_l n_l sqrt(m) kappa u_l mu_l
///     E norm(g)^2 = 1/G^2 sum_n P(n) sum over pairs of completions of m (a (delta - 1/G) + b u u) mu mu
///
/// with `mu_l` the mean score on level l (for a completion with itself: its mean squared norm), u the
/// unit vector of the centred rewards, m = G - ddof; kappa, a and b by the claim's Poisson mixtures.
struct CompositionPropertyTests {
  @Test func `ShrinkageLaw: summed over compositions it gives both moments`() {
    Self.composition.expect(300)
  }

  static let composition: Property = {
    var domain = Domain.gaussian
    domain.groupSizes = 2...10
    domain.sigmas = 1e-2...1e4
    domain.ddofs = [0, 1]
    return Property(domain: domain) { problem in
      let found = try problem.moments()
      let sums = try CompositionSums(problem)
      return Compare.equal(
        "E g", found.gradient, sums.gradient, scale: sums.second.squareRoot(), tolerance: 1e-8)
        ?? Compare.equal(
          "E norm(g)^2", found.second, sums.second, scale: sums.second, tolerance: 1e-8)
    }
  }()
}

private struct CompositionSums {
  private let levels: [Double]
  private let sigma: Double
  private let divisor: Double
  private let size: Int
  private let probabilities: [Double]
  private let means: [[Double]]
  private let squares: [Double]
  private(set) var gradient: [Double]
  private(set) var second = 0.0

  init(_ problem: RandomProblem) throws {
    let scores = ScoreMoments(try problem.policy)
    let levels = problem.levels
    let isOn = { (level: Double) in { (o: Int) in problem.rewards[o] == level ? 1.0 : 0 } }
    let probabilities = levels.map { level in
      problem.rewards.indices.reduce(0) { $0 + scores.probabilities[$1] * isOn(level)($1) }
    }
    self.levels = levels
    self.probabilities = probabilities
    sigma = problem.sigma
    size = problem.groupSize
    divisor = Double(problem.groupSize - problem.ddof)
    means = zip(levels, probabilities).map { level, p in scores.mean(isOn(level)).map { $0 / p } }
    squares = zip(levels, probabilities).map { level, p in scores.square(isOn(level)) / p }
    gradient = scores.scores[0].map { _ in 0 }
    try visit([], left: size, weight: .exp(.logGamma(Double(size) + 1)))
  }

  /// All ways in which `left` completions fall on the levels not yet counted.
  private mutating func visit(_ counts: [Int], left: Int, weight: Double) throws {
    let level = counts.count
    let last = level == levels.count - 1
    for n in (last ? left : 0)...left {
      let share = .exp(Double(n) * .log(probabilities[level]) - .logGamma(Double(n) + 1)) * weight
      if last {
        try add(counts + [n], weight: share)
      } else {
        try visit(counts + [n], left: left - n, weight: share)
      }
    }
  }

  private mutating func add(_ counts: [Int], weight: Double) throws {
    let g = Double(size)
    let mean = zip(counts, levels).reduce(0) { $0 + Double($1.0) * $1.1 } / g
    let isSilent = counts.contains(size)
    let norm = zip(counts, levels).reduce(0) { sum, pair in
      sum + Double(pair.0) * (pair.1 - mean) * (pair.1 - mean)
    }.squareRoot()
    let unit = levels.map { isSilent ? 0 : ($0 - mean) / norm }
    let lambda = isSilent ? 0 : norm / sigma
    let kappa = ShrinkageLaw.poissonForm(groupSize: size, lambda: lambda)
    let (a, b) = ShrinkageLaw.secondMoment(groupSize: size, lambda: lambda)
    for l in levels.indices where counts[l] > 0 {
      let n = Double(counts[l])
      for i in gradient.indices {
        gradient[i] += weight / g * n * divisor.squareRoot() * kappa * unit[l] * means[l][i]
      }
      let own = divisor * (a * (1 - 1 / g) + b * unit[l] * unit[l])
      second += weight / (g * g) * n * own * squares[l]
      for k in levels.indices {
        let pairs = n * Double(counts[k] - (k == l ? 1 : 0))
        let joint = divisor * (-a / g + b * unit[l] * unit[k])
        second += weight / (g * g) * pairs * joint * dot(means[l], means[k])
      }
    }
  }
}
