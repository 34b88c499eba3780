import GRPO
import RealModule
import Testing

@testable import Analysis

/// What holds for standardized advantages: the claims' formulas against the exact laws.
///
/// Exact laws promise 1e-8; the formulas come by another way (Poisson mixtures, hand-derived sums).
struct StandardizedPropertyTests {
  static let tolerance = 1e-8

  @Test func `ShrinkageLaw: the advantage given K successes shrinks by kappa`() {
    Self.shrinkage.expect(900)
  }

  static let shrinkage: Property = {
    var domain = Domain.binaryGaussian
    domain.ddofs = [0, 1]
    return Property(domain: domain) { problem in
      let law = try problem.law()
      let found = try law.shrinkage.known
      let g = problem.groupSize
      let expected = try (1..<g).map { k in
        try Self.kappa(
          groupSize: g,
          lambda: BinaryBandit.signalToNoise(
            correct: k, groupSize: g, sigma: problem.relativeSigma))
      }
      return Compare.equal("kappa", found, expected, scale: 1, tolerance: Self.tolerance)
    }
  }()

  /// From lambda = 1000 on by its asymptote, of which the next term is below 1e-12 at G <= 64.
  private static func kappa(groupSize: Int, lambda: Double) throws -> Double {
    if lambda < 1000 { return try ShrinkageLaw.kappa(groupSize: groupSize, lambda: lambda) }
    let d = Double(groupSize - 1)
    let square = lambda * lambda
    return 1 - (d - 1) / (2 * square) + 3 * (d - 1) * (d - 3) / (8 * square * square)
  }

  @Test func `GradientGain: the expected gradient is W grad p`() {
    Self.gain.expect(600)
  }

  static let gain: Property = {
    var domain = Domain.binaryGaussian
    domain.sigmas = 3e-3...3e3
    domain.ddofs = [0, 1]
    return Property(domain: domain) { problem in
      let gradient = try problem.moments().gradient
      let (low, high) = (problem.levels[0], problem.levels[1])
      let analysed = try problem.problem
      let p = (analysed.value - low) / (high - low)
      let gain = try GradientGain.gain(
        p: p, groupSize: problem.groupSize, sigma: problem.relativeSigma)
      let scaled = gain * problem.sampleFactor.squareRoot() / (high - low)
      return Compare.equal(
        "E g", gradient, analysed.valueGradient.map { scaled * $0 },
        scale: ScoreMoments(try problem.policy).norm(gradient).squareRoot(), tolerance: 1e-7)
    }
  }()

  @Test func `SecondMoment: the sum over K gives E norm(g)^2`() {
    Self.secondMoment.expect(600)
  }

  static let secondMoment: Property = {
    var domain = Domain.binaryGaussian
    domain.sigmas = 3e-3...3e3
    domain.ddofs = [0, 1]
    domain.allowsSequences = false
    return Property(domain: domain) { problem in
      let second = try problem.moments().second
      let low = problem.levels[0]
      let shifted = problem.with { $0.rewards = $0.rewards.map { $0 - low } }
      let expected =
        problem.sampleFactor
        * SecondMoment.expectation(
          BinaryBandit(try shifted.problem), groupSize: problem.groupSize,
          sigma: problem.relativeSigma)
      return Compare.equal(
        "E norm(g)^2", second, expected, scale: expected, tolerance: Self.tolerance)
    }
  }()

  /// The jump of SilentGroups for any number of levels and any continuous noise: each silent group
  /// has advantages of energy G - ddof, alike in all directions,
  ///
  ///     jump = (G - ddof) / G^2 sum_l P(l)^G tr Cov(s | l)
  @Test func `SilentGroups: the second moment jumps at sigma = 0+`() {
    Self.jump.expect(600)
  }

  static let jump: Property = {
    let domain = Domain(
      kinds: [.standardized], families: Domain.light.filter { !$0.isDiscrete }, stabilizers: [0])
    return Property(domain: domain) { problem in
      let gaps = zip(problem.levels.dropFirst(), problem.levels).map(-)
      let tiny = try problem.with { $0.sigma = 1e-5 * gaps.min()! }.moments().second
      let plain = try problem.with { $0.sigma = 0 }.moments().second
      let g = problem.groupSize
      let scores = ScoreMoments(try problem.policy)
      let silent = problem.levels.reduce(0.0) { sum, level in
        let outcomes = problem.rewards.indices.filter { problem.rewards[$0] == level }
        let (trace, p) = scores.covariance(given: outcomes)
        return sum + .pow(p, g) * trace
      }
      let jump = Double(g - problem.ddof) / Double(g * g) * silent
      return Compare.equal("jump", tiny - plain, jump, scale: 1, tolerance: Self.tolerance)
    }
  }()

  @Test func `GradientGain: with two rewards the direction stays, whatever the noise`() {
    Self.direction.expect(900)
  }

  static let direction: Property = {
    var domain = Domain(levelCounts: 2...2)
    domain.budget = 1000
    return Property(domain: domain) { problem in
      let gradient = try problem.moments().gradient
      let value = try problem.problem.valueGradient
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let unit = value.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return Compare.equal(
        "E g / norm(E g)", gradient.map { $0 / norm }, value.map { $0 / unit }, scale: 1,
        tolerance: 1e-7)
    }
  }()

  @Test func `GradientGain: more dither, less gain`() {
    Self.monotone.expect(900)
  }

  static let monotone = Property(domain: .binaryGaussian) { problem in
    let norms = try [0, problem.sigma, 1.5 * problem.sigma].map { sigma in
      let gradient = try problem.with { $0.sigma = sigma }.moments().gradient
      return gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let falls = zip(norms, norms.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-10) }
    return falls ? nil : "norm(E g) is \(norms) at sigma 0, s, 1.5 s"
  }
}

extension RandomProblem {
  /// sigma over the difference of two rewards.
  fileprivate var relativeSigma: Double { sigma / (levels[1] - levels[0]) }

  /// (G - ddof) / G, by which squares of advantages change with ddof.
  fileprivate var sampleFactor: Double { Double(groupSize - ddof) / Double(groupSize) }
}
