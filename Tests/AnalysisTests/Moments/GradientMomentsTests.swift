import GSL
import RealModule
import Testing

@testable import Analysis

/// The three numbers behind every summary, their errors and their means over prompts.
struct GradientMomentsTests {
  /// s, Q, d with a random covariance of small size.
  private static func draw(_ random: inout RandomStream) -> GradientMoments {
    let s = 1 + random.uniform()
    let rows = (0..<3).map { _ in (0..<3).map { _ in 1e-2 * random.gaussian() } }
    let covariance = (0..<9).map { dot(rows[$0 / 3], rows[$0 % 3]) }
    return GradientMoments(
      normSquared: s, secondMoment: s + 1 + random.uniform(), alignment: 0.7 * s.squareRoot(),
      covariance: covariance)
  }

  /// The delta method of any function of (s, Q, d), slopes by central differences.
  private static func error(
    _ moments: GradientMoments, _ value: (GradientMoments) -> Double
  ) -> Double {
    let h = 1e-5
    let slopes = (0..<3).map { i in
      let shifted = [h, -h].map { step in
        var other = moments
        switch i {
        case 0: other.normSquared += step
        case 1: other.secondMoment += step
        default: other.alignment += step
        }
        return value(other)
      }
      return (shifted[0] - shifted[1]) / (2 * h)
    }
    return quadraticForm(moments.covariance, slopes, slopes, stride: 3).squareRoot()
  }

  /// 100 random moments, seed 23.
  @Test func `errors are those of the delta method`() throws {
    var random = RandomStream(seed: 23)
    for _ in 0..<100 {
      let moments = Self.draw(&random)
      let pairs = [
        (moments.varianceError, Self.error(moments) { $0.variance }),
        (moments.secondMomentError, Self.error(moments) { $0.meanSquare }),
        (
          try #require(moments.signalToNoiseError),
          Self.error(moments) { $0.signalToNoise! }
        ),
        (
          try #require(moments.cosineError(valueNorm: 2)),
          Self.error(moments) { $0.cosine(valueNorm: 2)! }
        ),
      ]
      for (found, right) in pairs { #expect(abs(found / right - 1) < 1e-7, "\(moments)") }
      // sqrt(s + e) - sqrt s, the first order of which is e / (2 sqrt s).
      let e = moments.covariance[0].squareRoot()
      let norm = (moments.normSquared + e).squareRoot() - moments.normSquared.squareRoot()
      #expect(abs(moments.normError - norm) < 1e-14)
    }
  }

  /// Two groups whose gradients have two numbers: E g = (2, 1), of which s takes the trace of Sigma.
  @Test func `moments of a simulation by hand`() {
    var accumulator = MomentAccumulator(dimension: 5)
    // (g, norm(g)^2, silent, largest): deviations (1, -1, 3) from (2, 1, 7), so Sigma = (1, -1, 3)(1, -1,
    // 3)^T.
    accumulator.add(blockSum: [3, 0, 10, 0, 0], count: 1)
    accumulator.add(blockSum: [1, 2, 4, 0, 0], count: 1)
    let estimate = MeanEstimate([(1, accumulator)], count: 2)
    let found = GradientMoments(estimate, valueGradient: [3, -1], unit: 2)
    #expect(found.normSquared == 5 - 2 && found.secondMoment == 7 && found.alignment == 5)
    // s: 2 E g . (1, -1) = 2, and 2 tr of [[1, -1], [-1, 1]]^2 = 8; Q: 3; d: (3, -1) . (1, -1) = 4.
    #expect(found.covariance == [4 + 8, 6, 8, 6, 9, 12, 8, 12, 16])
    // All in units of 2, squares in units of 4.
    #expect(found.meanSquare == 28 && found.variance == 16 && found.secondMomentError == 12)
    #expect(abs(found.norm - 2 * 3.0.squareRoot()) < 1e-15)
  }

  /// Weighted means of s, Q and d, whatever the units; variances go by the squares of the weights.
  @Test func `prompts add up in any unit`() {
    var random = RandomStream(seed: 24)
    for _ in 0..<100 {
      let parts = (0..<3).map { _ in (weight: random.uniform(), moments: Self.draw(&random)) }
      var (plain, scaled) = (GradientMoments.none, GradientMoments.none)
      for (weight, moments) in parts {
        plain.add(moments, weight: weight)
        // The same numbers in a unit of 2^k.
        let unit = Double(sign: .plus, exponent: random.index(below: 41) - 20, significand: 1)
        let scale = [unit * unit, unit * unit, unit]
        let covariance = moments.covariance.indices.map {
          moments.covariance[$0] / scale[$0 / 3] / scale[$0 % 3]
        }
        scaled.add(
          GradientMoments(
            unit: unit, normSquared: moments.normSquared / scale[0],
            secondMoment: moments.secondMoment / scale[1],
            alignment: moments.alignment / scale[2], covariance: covariance), weight: weight)
      }
      let mean = parts.reduce(0) { $0 + $1.weight * $1.moments.secondMoment }
      #expect(abs(plain.meanSquare - mean) < 1e-14)
      let variance = parts.reduce(0) { $0 + $1.weight * $1.weight * $1.moments.covariance[4] }
      #expect(abs(plain.secondMomentError / variance.squareRoot() - 1) < 1e-13)
      for (a, b) in [
        (plain.norm, scaled.norm), (plain.variance, scaled.variance),
        (plain.varianceError, scaled.varianceError), (plain.normError, scaled.normError),
        (plain.signalToNoise!, scaled.signalToNoise!),
        (plain.cosine(valueNorm: 3)!, scaled.cosine(valueNorm: 3)!),
      ] { #expect(abs(a / b - 1) < 1e-13, "\(a) \(b)") }
    }
  }

  /// Nothing seen, but an error of 1 in the square of 2^130: the next prompt must not take it for its own.
  @Test func `errors of a prompt that was not seen keep their unit`() {
    var total = GradientMoments.none
    var unseen = GradientMoments.none
    (unseen.unit, unseen.covariance[4]) = (0x1p130, 1)
    total.add(unseen, weight: 0.5)
    var seen = GradientMoments.none
    (seen.normSquared, seen.secondMoment, seen.alignment) = (1, 2, 1)
    total.add(seen, weight: 0.5)
    #expect(
      total.secondMomentError == 0x1p259 && total.meanSquare == 1 && total.norm == 0.5.squareRoot())
  }

  @Test func `what is lost or undefined says so`() {
    var moments = GradientMoments(
      normSquared: -0.5, secondMoment: 2, alignment: 1,
      covariance: [4, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(moments.norm == 0 && moments.cosine(valueNorm: 1) == nil && moments.variance == 2.5)
    // sqrt(0 + 2) - 0: the right size where s is lost.
    #expect(abs(moments.normError - 2.0.squareRoot()) < 1e-15)
    moments.normSquared = 5
    #expect(moments.isLost && moments.cosineError(valueNorm: 1) == .infinity)
    // More signal than square: rounding, not a variance below 0.
    #expect(moments.variance == 0 && moments.signalToNoise == nil)
    #expect(moments.cosine(valueNorm: 0.1) == 1 && moments.cosine(valueNorm: 0) == nil)
    moments.covariance[4] = .infinity
    #expect(moments.varianceError == .infinity && moments.normError < 1)
    moments.secondMoment = .nan
    #expect(moments.variance.isNaN)
  }
}
