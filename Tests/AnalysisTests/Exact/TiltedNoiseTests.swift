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

  /// The mixture of normal laws against quadrature over the density of t, d and t in its own unit.
  @Test(arguments: [2.0000001, 3, 5, 40])
  func `a mixture has the tilted moments of Student t`(degrees: Double) throws {
    let mixture = ScaleMixture(degrees: degrees)
    for d in [-6, -1, 0, 0.3, 4.0, 300] {
      for t in [0.01, 0.9, 1.1, 60] {
        let found = mixture.moments(d, t)
        let (edge, width) = (2000.0, 7 / t.squareRoot())
        let breaks = [-edge, -d - width, -d, -d + width, edge, -30, -3, 0, 3, 30].sorted()
        let log = { (e: Double) in
          -(degrees + 1) / 2 * Double.log(onePlus: e * e / degrees) - t * (d + e) * (d + e)
        }
        let top = breaks.map(log).max()!
        let mass = Self.integral(breaks) { .exp(log($0) - top) }
        let mean = Self.integral(breaks) { $0 * .exp(log($0) - top) } / mass
        let variance =
          Self.integral(breaks) { ($0 - mean) * ($0 - mean) * .exp(log($0) - top) } / mass
        #expect(abs(found.noise - mean) < 1e-9 * max(1, abs(d)), "\(d) \(t)")
        #expect(abs(found.variance / variance - 1) < 1e-8, "\(d) \(t)")
        // Relative to the same at d = 0, which needs no constant of the density.
        let here = mixture.moments(0, t).logMass
        let middle = Self.integral([-2000, -30, -3, 0, 3, 30, 2000]) {
          .exp(-(degrees + 1) / 2 * Double.log(onePlus: $0 * $0 / degrees) - t * $0 * $0)
        }
        let ratio = top + .log(mass) - .log(middle)
        #expect(abs(found.logMass - here - ratio) < 1e-9 * max(1, abs(ratio)), "\(d) \(t)")
      }
    }
  }

  /// One component is the closed law; two equal ones have the density (1 + s) exp(-s) / (2 b), b their
  /// scale and s = abs(e)/b, over 2.
  @Test func `a mixture has the tilted moments of Laplace noise`() throws {
    let one = try #require(ScaleMixture(laplace: [1]))
    let half = 0.5.squareRoot()
    let two = try #require(ScaleMixture(laplace: [half, half]))
    for d in [-6, -1.8, 0, 0.3, 4.0] {
      for t in [1e-3, 0.1, 0.9, 1.1, 60] {
        let (a, b) = (one.moments(d, t), TiltedNoise.laplace.moments(offset: d, t: t))
        #expect(abs(a.logMass - b.logMass) < 1e-11 * max(1, abs(b.logMass)), "\(d) \(t)")
        #expect(abs(a.noise - b.noise) < 1e-10 && abs(a.variance / b.variance - 1) < 1e-9)
        let width = 7 / t.squareRoot()
        let edges = [-25, -d - width, -d, -d + width, 25, 0].filter { abs($0) <= 25 }.sorted()
        let density = { (e: Double) in (1 + 2 * abs(e)) * Double.exp(-2 * abs(e)) / 2 }
        let mass = Self.integral(edges) { density($0) * .exp(-t * (d + $0) * (d + $0)) }
        let mean = Self.integral(edges) { $0 * density($0) * .exp(-t * (d + $0) * (d + $0)) }
        let found = two.moments(d, t)
        #expect(abs(found.logMass - .log(mass)) < 1e-9 * max(1, t * d * d), "\(d) \(t)")
        #expect(abs(found.noise - mean / mass) < 1e-9, "\(d) \(t)")
      }
    }
  }

  @Test func `only noise with tilted moments is served`() throws {
    #expect(try TiltedNoise(Dither(.studentT(degreesOfFreedom: 5), components: [1, 1])) == nil)
    #expect(try TiltedNoise(Dither(.rademacher)) == nil)
    #expect(try TiltedNoise(Dither(.laplace, components: [1, 100])) == nil)
    #expect(try TiltedNoise(Dither(.laplace, components: [1, 1])) != nil)
    guard case .gaussian = try TiltedNoise(Dither(.gaussian, components: [1, 2])) else {
      Issue.record("Gaussian noise of two components is Gaussian")
      return
    }
  }
}
