import GSL
import RealModule
import Testing

@testable import Analysis

/// The half normal law against quadrature, far on both sides of its edge.
struct HalfNormalTests {
  /// Densities relative to their largest value: at y = 0 for z >= 0, at y = -z below.
  private static func integral(
    _ z: Double, _ value: (Double) -> Double
  ) throws -> Double {
    let (mode, width) = (max(0, -z), min(7, 40 / max(1, z)))
    return try Quadrature.adaptive(
      from: max(0, mode - width), to: mode + width, breakpoints: [],
      absoluteTolerance: 0, relativeTolerance: 1e-11
    ) { y in
      value(y) * .exp(z >= 0 ? -y * (y + 2 * z) : -(y + z) * (y + z))
    }.value
  }

  @Test(arguments: [-30, -6, -2, -0.5, -1e-9, 0, 1e-9, 0.7, 1.99, 2.01, 8, 300])
  func `mass, mean and variance agree with quadrature`(z: Double) throws {
    let found = HalfNormal(z, edge: 3, peak: 3 + z * z)
    let mass = try Self.integral(z) { _ in 1 }
    let mean = try Self.integral(z) { $0 } / mass
    let variance = try Self.integral(z) { ($0 - mean) * ($0 - mean) } / mass
    // The log density is 3 at the edge: the mass less it, or less the peak.
    let top = z >= 0 ? 3 : 3 + z * z
    #expect(abs(found.logMass - top - .log(mass)) < 1e-9)
    #expect(abs(found.mean / mean - 1) < 1e-9)
    #expect(abs(found.variance / variance - 1) < 1e-7, "\(found.variance) \(variance)")
    #expect(abs(found.excess - found.mean - z) <= 1e-12 * max(1, abs(z)))
  }

  /// For z << 0 the edge is out of reach: E(y + z) = exp(-z^2)/(2 mass), which mean - (-z) would lose at -6.
  @Test func `the excess keeps its digits where the mean has none of it`() {
    for z in [-6.0, -8, -12] {
      let found = HalfNormal(z, edge: 0, peak: z * z)
      // The mass is root pi less 1e-17 of it.
      #expect(abs(found.excess / (.exp(-z * z) / (2 * Double.sqrt(.pi))) - 1) < 1e-12)
      #expect(found.excess > 0 && abs(found.variance - 0.5) < 1e-14)
    }
  }

  /// Both branches meet at 0: root pi/2, 1/root pi, 1/2 - 1/pi.
  @Test func `both sides meet`() {
    for z in [0, -0.0, -1e-300, 1e-300] {
      let found = HalfNormal(z, edge: 0, peak: 0)
      #expect(abs(found.logMass - .log(Double.sqrt(.pi) / 2)) < 1e-15)
      #expect(abs(found.mean - 1 / Double.sqrt(.pi)) < 1e-15)
      #expect(abs(found.variance - (0.5 - 1 / .pi)) < 1e-15)
    }
  }
}
