import GRPO
import GSL
import RealModule
import Testing

@testable import Analysis

/// Tilted moments against quadrature over the density that `NoiseFamily` gives.
struct TiltedNoiseTests {
  @Test(arguments: [NoiseFamily.gaussian, .uniform, .laplace])
  func `tilted moments agree with quadrature`(family: NoiseFamily) throws {
    let noise = try #require(TiltedNoise(Dither(family)))
    for d in [-6, -1.8, -1, -0.01, 0, 0.3, 1.7, 4.0] {
      for t in [1e-8, 1e-3, 0.1, 0.9, 1.1, 5, 60] {
        let found = noise.moments(offset: d, t: t)
        let exact = integrals(family, d, t)
        let text: Comment = "d \(d), t \(t)"
        #expect(abs(found.logMass - exact.logMass) < 1e-9 * max(1, t * d * d), text)
        #expect(abs(found.noise - exact.mean) < 1e-9, text)
        if t > 1 {
          #expect(abs(found.deviation - found.noise - d) < 1e-12 * max(1, abs(d)), text)
        }
        #expect(abs(found.variance / exact.variance - 1) < 1e-8, text)
      }
    }
  }

  /// Log mass, mean and variance of the noise, the variance about the mean.
  private func integrals(
    _ family: NoiseFamily, _ d: Double, _ t: Double
  ) -> (logMass: Double, mean: Double, variance: Double) {
    let edge = family == .uniform ? 3.0.squareRoot() : 20
    let centre = min(max(-d, -edge), edge)
    let width = 7 / t.squareRoot()
    let breaks = [-edge, 0, centre - width, centre, centre + width, edge].sorted()
    let edges = breaks.filter { abs($0) <= edge }
    let top = -t * (d + centre) * (d + centre)
    let expectation = { (f: (Double) -> Double) in
      Self.integral(edges) { e in
        f(e) * family.density(at: e)! * .exp(-t * (d + e) * (d + e) - top)
      }
    }
    let mass = expectation { _ in 1 }
    let mean = expectation { $0 } / mass
    let variance = expectation { ($0 - mean) * ($0 - mean) } / mass
    return (top + .log(mass), mean, variance)
  }

  private static let rule = Quadrature.gaussLegendre(count: 16)

  /// 40 panels of 16 nodes between neighbouring edges.
  private static func integral(_ edges: [Double], _ f: (Double) -> Double) -> Double {
    var sum = 0.0
    for (a, b) in zip(edges, edges.dropFirst()) {
      let half = (b - a) / 80
      for panel in 0..<40 {
        let centre = a + half * Double(2 * panel + 1)
        for (node, weight) in zip(rule.nodes, rule.weights) {
          sum += half * weight * f(centre + half * node)
        }
      }
    }
    return sum
  }

  @Test func `only noise with a closed form is served`() throws {
    #expect(try TiltedNoise(Dither(.studentT(degreesOfFreedom: 5))) == nil)
    #expect(try TiltedNoise(Dither(.rademacher)) == nil)
    #expect(try TiltedNoise(Dither(.laplace, components: [1, 1])) == nil)
    #expect(try TiltedNoise(Dither(.gaussian, components: [1, 2])) == .gaussian)
  }
}
