import GRPO
import GSL
import RealModule
import Testing

@testable import Analysis

/// P(e_1 - e_2 > x) against the convolution of density and distribution function.
struct DifferenceTailTests {
  private static let families: [NoiseFamily] = [
    .gaussian, .laplace, .uniform, .studentT(degreesOfFreedom: 2.5),
    .studentT(degreesOfFreedom: 9),
  ]

  /// int f(y) P(e > x + y) dy, P(e > x + y) = F(-x - y) by symmetry; 1e-9, as the quadrature asks.
  private static func convolution(_ family: NoiseFamily, _ x: Double) throws -> Double {
    let edge = family.law.halfWidth
    let (low, high) = edge.map { (-$0, $0) } ?? (-.infinity, .infinity)
    let corners = [-x, 0, edge.map { $0 - x }].compactMap(\.self).filter { low < $0 && $0 < high }
    return try Quadrature.adaptive(
      from: low, to: high, breakpoints: Set(corners).sorted(), absoluteTolerance: 1e-13,
      relativeTolerance: 1e-11
    ) { y in family.density(at: y)! * family.cumulative(at: -x - y) }.value
  }

  @Test(arguments: families)
  func `tails are those of the convolution`(family: NoiseFamily) throws {
    let tail = try #require(DifferenceTail(Dither(family)))
    for x in [0, 0.01, 0.4, 1, 1.9, 3.2, 3.4, 6, 20] {
      let right = try Self.convolution(family, x)
      #expect(abs(tail(x) - right) < 1e-10, "\(family) \(x): \(tail(x)), \(right)")
      #expect(abs(tail(-x) + tail(x) - 1) < 1e-15)
    }
    // Two equal draws have no sign.
    #expect(abs(tail(0) - 0.5) < 1e-13)
  }

  /// Two uniform draws on [-a, a]: (2a - x)^2/(8 a^2), a = root 3. Two Laplace ones of scale b, t = x/b:
  /// exp(-t) (2 + t)/4.
  @Test func `closed tails by hand`() throws {
    let uniform = try #require(DifferenceTail(Dither(.uniform)))
    let laplace = try #require(DifferenceTail(Dither(.laplace)))
    for x in [0.0, 0.5, 2, 3] {
      let rest = 2 * 3.0.squareRoot() - x
      #expect(abs(uniform(x) - rest * rest / 24) < 1e-15)
      let t = x * 2.0.squareRoot()
      #expect(abs(laplace(x) - .exp(-t) * (2 + t) / 4) < 1e-16)
    }
    #expect(uniform(3.5) == 0 && uniform(-3.5) == 1)
  }

  /// A sum of components is a difference too: e_1 - e_2 of two equal Laplace components has four of scale
  /// b = 1/2, whose density is exp(-s) (15 + 15 s + 6 s^2 + s^3)/(96 b), s = x/b.
  @Test func `components of both draws are counted`() throws {
    let tail = try #require(DifferenceTail(Dither(.laplace, components: [1, 1])))
    for x in [0.3, 1, 2.5, 6] {
      let right = try Quadrature.adaptive(from: 2 * x, to: .infinity) { s in
        .exp(-s) * (15 + 15 * s + 6 * s * s + s * s * s) / 96
      }.value
      #expect(abs(tail(x) / right - 1) < 1e-9, "\(x): \(tail(x)), \(right)")
    }
  }

  /// Beyond the reach nothing is left, and before half of it something is; knots are where a piece ends.
  @Test func `the reach holds the tail`() throws {
    for dither in [
      try Dither(.gaussian), try Dither(.laplace), try Dither(.uniform),
      try Dither(.laplace, components: [1, 3]), try Dither(.uniform, components: [1, 2, 2]),
    ] {
      let tail = try #require(DifferenceTail(dither))
      #expect(tail(tail.reach) < 1e-18 && tail(tail.reach / 2) > 1e-40, "\(dither)")
      #expect(tail.knots.allSatisfy { abs($0) <= tail.reach * (1 + 1e-15) })
    }
    #expect(try DifferenceTail(Dither(.studentT(degreesOfFreedom: 3)))!.reach == .infinity)
    #expect(try DifferenceTail(Dither(.rademacher)) == nil)
    #expect(try DifferenceTail(Dither(.studentT(degreesOfFreedom: 3), components: [1, 1])) == nil)
  }
}
