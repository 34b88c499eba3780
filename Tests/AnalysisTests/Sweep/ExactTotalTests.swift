import GSL
import Testing

@testable import Analysis

/// Norms and ratios of exact moments, alone and weighted.
struct ExactTotalTests {
  private static func law(
    _ gradient: [Double], _ second: Double?, unit: Double = 1
  ) -> ExactMoments {
    ExactMoments(
      ScaledMoments(unit: unit, gradient: ShortVector(gradient), secondMoment: second),
      silentFraction: 0)
  }

  /// s = 25, Q = 35: variance 10, ratio 2.5; grad V = (0, 2): cosine 4/5.
  @Test(arguments: [1.0, 0x1p-400, 0x1p400])
  func `one prompt by hand, in any unit`(unit: Double) {
    let total = ExactTotal([(1, Self.law([3, 4], 35, unit: unit), [0, 2])])
    #expect(total.norm == 5 * unit && total.cosine == 0.8 && total.signalToNoise == 2.5)
    #expect(total.variance == unit * (unit * 10) && total.secondMoment == unit * (unit * 35))
    #expect(total.notes.isEmpty)
  }

  /// (2^600)^2 is no number, the ratio is one.
  @Test func `squares that are no numbers leave direction and ratio`() {
    let total = ExactTotal([(1, Self.law([3, 4], 35, unit: 0x1p600), [0, 2])])
    #expect(total.norm == 0x5p600 && total.cosine == 0.8 && total.signalToNoise == 2.5)
    #expect(total.secondMoment == nil && total.variance == nil)
    #expect(total.notes == ["the second moment is too large for a number"])
  }

  /// Weights .25 and .75: s = .25 25 + .75 4, Q = .25 35 + .75 6; d = .25 8 + .75 (-2), and the square of
  /// grad V is .25 4 + .75.
  @Test func `prompts are weighted means, however their units differ`() {
    let parts = [
      (0.25, Self.law([3, 4], 35), [0.0, 2]),
      (0.75, Self.law([0x1p-40, 0], 1.5 * 0x1p-80, unit: 0x1p41), [-1.0, 0]),
    ]
    let total = ExactTotal(parts)
    #expect(abs(total.norm! - 9.25.squareRoot()) < 1e-15)
    #expect(abs(total.secondMoment! - 13.25) < 1e-14 && abs(total.variance! - 4) < 1e-14)
    #expect(abs(total.signalToNoise! - 9.25 / 4) < 1e-14)
    #expect(abs(total.cosine! - 0.5 / (9.25 * 1.75).squareRoot()) < 1e-15)
  }

  /// 100 random sets, seed 3: a prompt listed twice with half its weight changes nothing but rounding.
  @Test func `a prompt cut in two is the same`() {
    var random = RandomStream(seed: 3)
    for _ in 0..<100 {
      let draw = { (random: inout RandomStream) in (0..<3).map { _ in random.gaussian() } }
      let parts = (0..<3).map { _ in
        let gradient = draw(&random)
        return (
          0.3, Self.law(gradient, dot(gradient, gradient) + random.uniform()), draw(&random)
        )
      }
      let (first, rest) = (parts[0], parts.dropFirst())
      let whole = ExactTotal(parts)
      let cut = ExactTotal([(0.1, first.1, first.2), (0.2, first.1, first.2)] + rest)
      for (a, b) in [
        (whole.norm, cut.norm), (whole.variance, cut.variance), (whole.cosine, cut.cosine),
        (whole.signalToNoise, cut.signalToNoise),
      ] { #expect(abs(a! - b!) <= 1e-12 * abs(a!)) }
    }
  }

  @Test func `what cannot be said is nil, with the reason`() {
    let still = ExactTotal([(1, Self.law([3, 4], 25 * (1 + 0x1p-51)), [0, 2])])
    #expect(still.variance == 0 && still.signalToNoise == nil)
    #expect(still.notes == ["the variance is 0: no signal to noise"])
    let flat = ExactTotal([(1, Self.law([0, 0], 3), [0, 2])])
    #expect(flat.cosine == nil && flat.notes == ["the expected gradient is 0: no cosine"])
    let sure = ExactTotal([(1, Self.law([1, 0], 3), [0, 0])])
    #expect(sure.cosine == nil && sure.notes == ["the gradient of V is 0: no cosine"])
    // One law that is unknown leaves none of the set; an infinite square is one whatever the laws say.
    let gap = ExactMoments.none(silentFraction: 0, NoExactLaw("none"))
    let blind = ExactTotal([(0.5, Self.law([1], 2), [1]), (0.5, gap, [1])])
    #expect(blind.norm == nil && blind.variance == nil)
    let heavy = ExactTotal([(1, Self.law([3, 4], nil), [0, 2])], hasInfiniteSquare: true)
    #expect(heavy.variance == .infinity && heavy.signalToNoise == 0 && heavy.norm == 5)
    let half = ExactTotal([(1, Self.law([3, 4], nil), [0, 2])])
    #expect(half.norm == 5 && half.secondMoment == nil && half.cosine == 0.8)
  }
}

extension ExactTotal {
  /// Of prompts with their weights, laws and gradients of V.
  init(
    _ parts: [(weight: Double, law: ExactMoments, valueGradient: [Double])],
    hasInfiniteSquare: Bool = false
  ) {
    let frame = ExactFrame(parts.map { ($0.weight, $0.valueGradient) })
    self.init(frame, hasInfiniteSquare: hasInfiniteSquare) { parts[$0].law }
  }
}
