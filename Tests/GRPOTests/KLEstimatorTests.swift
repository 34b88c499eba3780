import GRPO
import RealModule
import Testing

private let policy = [0.6, 0.3, 0.1]
private let reference = [0.2, 0.3, 0.5]

/// `E_policy[f]` over the three outcomes.
private func expectation(_ f: (Int) -> Double) -> Double {
  policy.indices.reduce(0) { $0 + policy[$1] * f($1) }
}

private func value(_ estimator: KLEstimator, _ outcome: Int) -> Double {
  estimator.value(
    logProbability: .log(policy[outcome]), referenceLogProbability: .log(reference[outcome]))
}

@Suite struct KLEstimatorTests {
  // log pi = -1, log ref = -1.5: d = -.5
  @Test func `literals`() {
    func both(_ estimator: KLEstimator) -> (Double, Double) {
      (
        estimator.value(logProbability: -1, referenceLogProbability: -1.5),
        estimator.derivative(logProbability: -1, referenceLogProbability: -1.5)
      )
    }
    #expect(both(.k1) == (0.5, 1))
    #expect(both(.k2) == (0.125, 0.5))
    #expect(abs(both(.k3).0 - 0.10653065971263342) < 1e-16)  // exp(-.5) - .5
    #expect(abs(both(.k3).1 - 0.3934693402873666) < 1e-16)  // 1 - exp(-.5)
  }

  // KL = .6 ln 3 + 0 + .1 ln .2 = .498223...; k2 = .5 (.6 ln^2 3 + .1 ln^2 5)
  @Test func `k1 and k3 average to the divergence, k2 does not`() {
    let divergence = 0.6 * Double.log(3) - 0.1 * Double.log(5)
    #expect(abs(expectation { value(.k1, $0) } - divergence) < 1e-15)
    #expect(abs(expectation { value(.k3, $0) } - divergence) < 1e-15)
    let squares = 0.3 * .log(3) * .log(3) + 0.05 * .log(5) * .log(5)
    #expect(abs(expectation { value(.k2, $0) } - squares) < 1e-15)
    #expect(abs(squares - divergence) > 0.005)
  }

  // On policy, with the softmax score e_a - pi: E[k1' s] = 0, E[k2' s] = grad KL(pi || ref),
  // component pi_a (log pi_a/ref_a - KL), E[k3' s] = grad KL(ref || pi) = pi - ref.
  @Test func `through the loss each estimator descends another divergence`() {
    let divergence = 0.6 * Double.log(3) - 0.1 * Double.log(5)
    for arm in policy.indices {
      func gradient(_ estimator: KLEstimator) -> Double {
        expectation { outcome in
          estimator.derivative(
            logProbability: .log(policy[outcome]), referenceLogProbability: .log(reference[outcome])
          ) * ((outcome == arm ? 1 : 0) - policy[arm])
        }
      }
      let forward = policy[arm] * (.log(policy[arm] / reference[arm]) - divergence)
      #expect(abs(gradient(.k1)) < 1e-15)
      #expect(abs(gradient(.k2) - forward) < 1e-15)
      #expect(abs(gradient(.k3) - (policy[arm] - reference[arm])) < 1e-15)
    }
  }

  // exp(d) - 1 - d: mpmath, 20 digits; the differences keep no digit at 1e-9.
  @Test(arguments: [
    (1e-9, 5.0000000016666672899e-19), (-1e-5, 4.9999833333750007347e-11),
    (1e-3, 5.0016670834166807658e-7), (0.0624, 0.0019880147942625267175),
    (0.0626, 0.0020009136864009304593), (-0.0625, 0.0019130628134757861197),
    (2, 4.3890560989306502272),
  ])
  func `k3 keeps its digits near 0`(d: Double, expected: Double) {
    let value = KLEstimator.k3.value(logProbability: 0, referenceLogProbability: d)
    // Beyond the switch exp(d) - 1 - d loses up to log2(2/d) = 5 bits.
    #expect(abs(value / expected - 1) < 64 * Double.ulpOfOne, "\(value)")
  }

  @Test func `k2 and k3 are never negative and vanish with equality only`() {
    for exponent in -30...2 {
      for d in [Double.pow(2, exponent), -.pow(2, exponent)] {
        for estimator in [KLEstimator.k2, .k3] {
          #expect(estimator.value(logProbability: 0, referenceLogProbability: d) > 0)
          #expect(estimator.value(logProbability: d, referenceLogProbability: d) == 0)
        }
      }
    }
  }
}
