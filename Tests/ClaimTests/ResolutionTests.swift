import GRPO
import Policies
import Testing

@testable import Analysis

/// The share kept is known to .5%; noise of twice the size halves it, without a stabilizer it is 1.
struct ResolutionTests {
  static let claim = ClaimCase.named("Resolution")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// G = 2: erf(lambda / sqrt 2), of slope sqrt(2 / pi); G = 3: sqrt(pi / 8); G = 4: Gamma(2) / (sqrt 2
  /// Gamma(5/2)) = 4 / (3 sqrt(2 pi)).
  @Test(arguments: [
    (2, (2 / Double.pi).squareRoot()), (3, (Double.pi / 8).squareRoot()),
    (4, 4 / (3 * (2 * Double.pi).squareRoot())),
  ])
  func `the slope by hand`(groupSize: Int, expected: Double) {
    #expect(abs(Resolution.slope(groupSize: groupSize) - expected) < 1e-15)
  }

  /// The next term is 3 lambda^4 / (8 (d + 2)(d + 4)) of the slope, with the other sign.
  @Test(arguments: [2, 3, 4, 8, 32], [0.01, 0.1, 0.3])
  func `what the share leaves out is of order lambda^4`(groupSize: Int, lambda: Double) throws {
    let kappa = try ShrinkageLaw.kappa(groupSize: groupSize, lambda: lambda)
    let share = Resolution.share(groupSize: groupSize, lambda: lambda)
    let d = Double(groupSize - 1)
    let bound =
      Resolution.slope(groupSize: groupSize) * lambda
      * 3 * lambda * lambda * lambda * lambda / (8 * (d + 2) * (d + 4))
    let rest = kappa - share
    #expect(rest > -1e-15 && rest <= bound + 1e-15, "\(rest) of \(bound)")
    if lambda > 0.2 { #expect(rest > 0.9 * bound) }
  }

  /// For large groups noise and a stabilizer of one size keep the same share of a small difference.
  @Test func `a stabilizer of the size of sigma keeps about as much`() {
    let rewards = [0.001] + Array(repeating: 0.0, count: 63)
    let lambda = AdvantageFrame(rewards).norm / Resolution.size
    let noise = Resolution.share(groupSize: 64, lambda: lambda)
    let stabilizer = Resolution.stabilizedShare(rewards, stabilizer: Resolution.size)
    #expect(abs(noise / stabilizer - 1) < 0.02)
  }

  /// Cosines of E g with grad V, without noise, with it and with a stabilizer: worked out apart by NumPy, the
  /// second from two million groups.
  @Test func `the near-tie turns the gradient, noise and stabilizer turn it back`() throws {
    let problem = try ReferencePrompts.nearTie()
    let (plain, dithered, stabilized) = try Resolution.settings()
    let cosines = try [plain, dithered, stabilized].map { setting in
      let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let gradient = try #require(law.expectedGradient)
      let product = dot(gradient, problem.valueGradient)
      return product
        / (dot(gradient, gradient) * dot(problem.valueGradient, problem.valueGradient))
        .squareRoot()
    }
    for (cosine, expected) in zip(cosines, [0.124, 0.997, 0.996]) {
      #expect(abs(cosine - expected) < 1e-3, "\(cosines)")
    }
  }

  /// The mean flow until V = .8: .001 between two wrong arms doubles the time; noise lets it go, and a
  /// stabilizer nearly as soon, as it makes all steps smaller (39.9, 18.2 and 20.5 units of time).
  @Test func `the flow is let go by noise and by a stabilizer`() throws {
    let problem = try ReferencePrompts.nearTie()
    let (plain, dithered, stabilized) = try Resolution.settings()
    let times = try [plain, dithered, stabilized].map { setting in
      let flow = GradientFlow(
        policy: try SoftmaxBandit(logits: [0, 0, -3.2]), rewards: problem.rewards,
        field: GradientFlow.expectedGradient(setting, rewards: problem.rewards))
      return try flow.time(gain: 0.8 - problem.value) ?? .infinity
    }
    for (time, expected) in zip(times, [39.9, 18.2, 20.5]) {
      #expect(abs(time - expected) < 0.05, "\(times)")
    }
  }
}
