import GSL
import Policies
import RealModule
import Testing

@testable import Analysis

/// The drift is known to 2%, and to .5% on two arms; twice the noise makes it four times as large.
struct ExplorationDriftTests {
  static let claim = ClaimCase.named("ExplorationDrift")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  @Test(arguments: [0.01, 0.2, 0.5, 0.8])
  func `two arms by hand`(p: Double) {
    let found = ExplorationDrift.trace([1 - p, p], [0, 1])
    #expect(abs(found - 4 * p * p * (1 - p) * (1 - p) * (1 - 2 * p)) < 1e-15)
  }

  /// With u = pi D: F Hess V = (diag pi - pi pi^T)(diag u - u pi^T - pi u^T), multiplied out.
  private func closedProduct(_ pi: [Double], _ rewards: [Double]) -> [[Double]] {
    let value = dot(pi, rewards)
    let u = zip(pi, rewards).map { $0 * ($1 - value) }
    let (pu, second) = (dot(pi, u), dot(pi, pi))
    return pi.indices.map { a in
      pi.indices.map { b in
        (a == b ? pi[a] * u[a] : 0) - pi[a] * u[a] * pi[b] - pi[a] * pi[a] * u[b]
          - pi[a] * pi[b] * u[b] + pu * pi[a] * pi[b] + second * pi[a] * u[b]
      }
    }
  }

  @Test func `F Hess V of random bandits, entry by entry`() throws {
    var stream = RandomStream(seed: 44)
    for arms in 1...7 {
      let policy = try SoftmaxBandit(logits: (0..<arms).map { _ in 2 * stream.gaussian() })
      let rewards = (0..<arms).map { _ in stream.gaussian() }
      let (fisher, hessian) = (policy.fisherMatrix(), policy.valueHessian(of: rewards))
      let closed = closedProduct(policy.probabilities(), rewards)
      var trace = 0.0
      for a in 0..<arms {
        trace += closed[a][a]
        for b in 0..<arms {
          let product = dot(fisher[a], hessian.map { $0[b] })
          #expect(abs(product - closed[a][b]) < 1e-14, "\(arms) arms, entry \(a), \(b)")
        }
      }
      #expect(abs(ExplorationDrift.trace(policy.probabilities(), rewards) - trace) < 1e-14)
      #expect(abs(ExplorationDrift.trace(policy, rewards) - trace) < 1e-14)
    }
  }

  /// Two completions: `g = A (s - s') / 2` with A normal around (r - r') / 2. All pairs and the noise
  /// summed, what one step adds differs from the trace by a multiple of eta: 1.2e-4 at .01, so 1.2e-6
  /// at the claim's 1e-4, where 200,000 groups have a standard error of 1e-4.
  @Test func `what is left over is of the order of the step size`() throws {
    let problem = try ReferencePrompts.gradedArms()
    let trace = ExplorationDrift.trace(problem.probabilities, problem.rewards)
    let drifts = try [0.02, 0.01].map { rate in
      let sigma = ExplorationDrift.sigma
      let change =
        try OneStep.value(problem, rate: rate, sigma: sigma)
        - OneStep.value(problem, rate: rate, sigma: 0)
      return change / (rate * rate * sigma * sigma / 8)
    }
    let rests = drifts.map { $0 - trace }
    #expect(abs(rests[0] / rests[1] - 2) < 0.1)
    #expect(abs(rests[1]) < 2e-4)
    #expect(abs(2 * drifts[1] - drifts[0] - trace) < 1e-4 * abs(trace))
  }
}

/// E V after one step of SGD with two completions and mean advantages, exactly.
enum OneStep {
  static func value(_ problem: Problem, rate: Double, sigma: Double) throws -> Double {
    let rule = Quadrature.gaussHermite(count: 20)
    let logits = problem.probabilities.map { Double.log($0) }
    let arms = logits.indices
    var total = 0.0
    for first in arms {
      for second in arms {
        let weight = problem.probabilities[first] * problem.probabilities[second]
        for (node, mass) in zip(rule.nodes, rule.weights) {
          let raw = (problem.rewards[first] - problem.rewards[second]) / 2
          let advantage = raw + sigma * node / Double.sqrt(2)
          var moved = logits
          moved[first] += rate * advantage / 2
          moved[second] -= rate * advantage / 2
          total += weight * mass * (try SoftmaxBandit(logits: moved)).value(of: problem.rewards)
        }
      }
    }
    return total
  }
}
