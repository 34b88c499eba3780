import GSL
import Testing

@testable import Analysis

/// The norm is known to about 1%; forgetting G/(G-1) moves it by a quarter.
struct GradientNormBoundTests {
  static let claim = ClaimCase.named("GradientNormBound")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// The eigenvalues of diag(pi) - pi pi^T solve `sum pi_a^2 / (pi_a - lambda) = 1` between the
  /// probabilities; the largest lies between the two largest of them.
  @Test func `the largest eigenvalue of a bandit solves its secular equation`() throws {
    let problem = try ReferencePrompts.fiveArms()
    let spectral = try GradientNormBound.Bounds(problem).spectral
    let lambda = spectral * spectral
    let sum = problem.probabilities.reduce(0) { $0 + $1 * $1 / ($1 - lambda) }
    #expect(abs(sum - 1) < 1e-11)
    let sorted = problem.probabilities.sorted()
    #expect(sorted[3] < lambda && lambda < sorted[4])
  }

  /// p = 1/4: STD = sqrt(3/16), F = 3/16 (1 -1; -1 1), so both bounds are sqrt 2 * 3/16 = norm(grad p).
  @Test func `two arms attain the bound`() throws {
    let problem = try ReferencePrompts.twoArms(p: 0.25)
    let bounds = try GradientNormBound.Bounds(problem)
    let expected = 2.0.squareRoot() * 0.1875
    #expect(abs(bounds.deviation * bounds.spectral - expected) < 1e-15)
    #expect(abs(bounds.deviation * bounds.trace - expected) < 1e-15)
    // sqrt(1 + (3/16) / (3/16)) = sqrt 2.
    #expect(abs(bounds.growth(sigma: 0.1875.squareRoot()) - 2.0.squareRoot()) < 1e-15)
  }

  @Test func `the chain of bounds holds for random bandits`() throws {
    var random = RandomStream(seed: 2310)
    for _ in 0..<200 {
      let arms = 2 + random.index(below: 8)
      let problem = try ReferencePrompts.bandit(
        "random", logits: (0..<arms).map { _ in 2 * random.gaussian() },
        rewards: (0..<arms).map { _ in random.gaussian() })
      let bounds = try GradientNormBound.Bounds(problem)
      let norm = dot(problem.valueGradient, problem.valueGradient).squareRoot()
      #expect(norm <= bounds.deviation * bounds.spectral * (1 + 1e-12))
      #expect(bounds.spectral <= bounds.trace * (1 + 1e-12))
    }
  }
}
