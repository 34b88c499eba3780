import Policies
import RealModule
import Testing

@testable import Analysis

/// E norm(g)^2 is known to .2%; without silent groups it loses a quarter.
struct SecondMomentTests {
  static let claim = ClaimCase.named("SecondMoment")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// tr Cov g = E norm(g)^2 - W^2 norm(grad p)^2 on five arms, G = 4, to the last printed digit.
  @Test(arguments: [
    (0, 0.116653), (0.0289, 0.187947), (0.1, 0.187249), (0.289, 0.183023), (0.5, 0.180749),
    (1, 0.182267),
  ])
  func `traces of the reference table`(sigma: Double, trace: Double) throws {
    let problem = try Examples.fiveArms()
    let bandit = BinaryBandit(problem)
    let p = bandit.successProbability
    let gain = try GradientGain.gain(p: p, groupSize: 4, sigma: sigma)
    let gradient = p * (1 - p) * bandit.squaredContrast.squareRoot()
    let second = SecondMoment.expectation(bandit, groupSize: 4, sigma: sigma)
    #expect(abs(second - gain * gain * gradient * gradient - trace) < 5.5e-7)
  }

  /// Right arms .1 and .3, wrong ones .6: q+ = (1/4, 3/4), q- = 1; tr C+ = 1 - 10/16 = 3/8,
  /// tr C- = 0, norm(Delta)^2 = 10/16 + 1. Along (1, 0, 0): 3/16, 0, 1/16.
  @Test func `score moments of three arms by hand`() throws {
    let logits = [0.1, 0.3, 0.6].map { Double.log($0) }
    let prompt = try Prompt(
      name: "three", policy: SoftmaxBandit(logits: logits), rewards: [1, 1, 0])
    let problem = try Problem(prompt)
    let traces = BinaryBandit(problem)
    let forms = BinaryBandit(problem, along: [1, 0, 0])
    let found = [
      traces.right, traces.wrong, traces.squaredContrast, forms.right, forms.wrong,
      forms.squaredContrast,
    ]
    for (value, expected) in zip(found, [0.375, 0, 1.625, 0.1875, 0, 0.0625]) {
      #expect(abs(value - expected) < 1e-14)
    }
  }
}
