import GSL
import RealModule
import Testing

@testable import Analysis

/// Probabilities are known to .0016 at 100,000 groups; a mean over G - 1 instead of G changes those of the
/// lone success by .01 and more.
struct MeanNormalizedTests {
  static let claim = ClaimCase.named("MeanNormalized")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// Two arms of probability p, G = 2: a mixed group, of probability 2 p (1-p), has advantages 1 and -1 and
  /// the gradient (s_1 - s_0)/2; grad p is p (1-p) (s_1 - s_0). The gain is 1, as (1 - (1-p))/p.
  /// G = 3: (1 - (1-p)^2)/p = 2 - p.
  @Test(arguments: [0.01, 0.3, 0.9]) func `gains of small groups by hand`(p: Double) {
    #expect(abs(MeanNormalized.gain(p: p, groupSize: 2) - 1) < 1e-14)
    #expect(abs(MeanNormalized.gain(p: p, groupSize: 3) - (2 - p)) < 1e-14)
  }

  /// By the sum over successes: sum_{K >= 1} Bin(K; G, p) (G - K)/(G p (1-p)), and as the derivative of
  /// the cut series: sum_{k=1}^{G-1} (1-p)^(k-1).
  @Test(arguments: 2...24) func `the gain is the sum over groups and over tries`(groupSize: Int) {
    for p in [1e-9, 1e-3, 0.2, 0.5, 0.97] {
      let g = Double(groupSize)
      let groups = (1...groupSize).reduce(0.0) {
        $0 + BinaryBandit.probability(of: $1, groupSize: groupSize, p: p) * (g - Double($1))
      }
      let tries = (1..<groupSize).reduce(0.0) { $0 + power(1 - p, $1 - 1) }
      let gain = MeanNormalized.gain(p: p, groupSize: groupSize)
      #expect(abs(groups / (g * p * (1 - p)) / gain - 1) < 1e-7, "1 - p keeps seven digits at 1e-9")
      #expect(abs(tries / gain - 1) < 1e-13)
    }
  }

  /// Cauchy of scale sqrt 7: half beyond sqrt 7 = 2.6458, 1 - (2/pi) atan(t/sqrt 7) beyond t.
  @Test func `the tail is that of a Cauchy variable`() {
    #expect(abs(MeanNormalized.tail(7.0.squareRoot(), groupSize: 8) - 0.5) < 1e-15)
    let cauchy = StudentTDistribution(degreesOfFreedom: 1)
    for (groupSize, t) in [(2, 0.3), (8, 20), (16, 375)] {
      let scaled = t / Double(groupSize - 1).squareRoot()
      #expect(
        abs(MeanNormalized.tail(t, groupSize: groupSize) / (2 * cauchy.upperTail(scaled)) - 1)
          < 1e-12)
    }
    // t P(abs(A) > t) has a limit above 0: the mean of abs(A) is a sum that grows like log t.
    for t in [1e4, 1e8] {
      let product = t * MeanNormalized.tail(t, groupSize: 8)
      #expect(abs(product - 2 * 7.0.squareRoot() / .pi) < 1e-6)
    }
  }

  /// With hardly any noise nothing is punished; with much more than the rewards signs are those of two
  /// independent centred variables: one half.
  @Test func `right answers are punished as the mean falls below 0`() {
    #expect(MeanNormalized.punished(correct: 1, groupSize: 8, sigma: 1e-3) < 1e-300)
    #expect(abs(MeanNormalized.punished(correct: 1, groupSize: 8, sigma: 1e4) - 0.5) < 1e-4)
    // Phi(-1.25) = .105649774: sigma .2828427 at G = 8 is a deviation of .1 of the mean .125.
    let found = MeanNormalized.punished(correct: 1, groupSize: 8, sigma: 0.08.squareRoot())
    // The numerator is below 0 with probability Phi(-.875/.264575) = .000471.
    let (mean, gap) = (0.105649774, NormalDistribution().cumulative(-0.875 / 0.07.squareRoot()))
    #expect(abs(found - (mean * (1 - gap) + gap * (1 - mean))) < 1e-9)
  }
}
