import GSL
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Integrals over the norm of a Gaussian vector against closed forms and draws.
@Suite struct NormIntegralTests {
  /// Without a floor it is the spherical law, whose table is right to 1e-14: 1e-11 relative, dimensions 1 to 127
  /// and lambda from 1e-6 to 1e6. A floor far above everything leaves `lambda / c`, `1 / c^2`, `lambda^2 / c^2`.
  @Test(arguments: [1, 2, 3, 7, 15, 63, 127])
  func `the ends of the floor are closed forms`(dimension: Int) throws {
    let table = SphericalTable(dimension: dimension)
    for lambda in [0, 1e-6, 0.01, 0.3, 1, 4, 20, 55, 300, 1e4, 1e6] {
      let integral = NormIntegral(dimension: dimension, lambda: lambda)
      let free = try integral.moments(floor: 0, added: 0)
      let exact = table(lambda: lambda)
      for (a, b) in [
        (free.mean, exact.mean), (free.isotropic, exact.isotropic), (free.aligned, exact.aligned),
      ] {
        // Of 1e6 a difference of neighbouring numbers is 1e-10, squared in an exponent.
        #expect(abs(a - b) <= (lambda > 1e3 ? 1e-8 : 1e-11) * abs(b), "\(lambda): \(a) \(b)")
      }
      let c = 100 * (lambda + Double(dimension))
      let flat = try integral.moments(floor: c, added: 0)
      #expect(abs(flat.mean * c - lambda) <= 1e-8 * lambda)
      #expect(abs(flat.isotropic * c * c - 1) <= 1e-8)
      #expect(abs(flat.aligned * c * c - lambda * lambda) <= 1e-8 * lambda * lambda)
    }
  }

  /// One dimension by quadrature over the number itself, 1e-12.
  @Test(arguments: [0.0, 0.4, 3], [0.1, 1, 5])
  func `one dimension is an integral over the line`(lambda: Double, floor: Double) throws {
    let found = try NormIntegral(dimension: 1, lambda: lambda).moments(floor: floor, added: 0.2)
    let rule = Quadrature.gaussLegendre(count: 40)
    var (first, second) = (0.0, 0.0)
    // Corners at 0 and at +-floor.
    let edges = [-lambda - 12, -floor, 0, floor, lambda + 12].sorted()
    for (a, b) in zip(edges, edges.dropFirst()) {
      for piece in 0..<8 {
        let half = (b - a) / 16
        let centre = a + half * Double(2 * piece + 1)
        for (node, weight) in zip(rule.nodes, rule.weights) {
          let x = centre + half * node
          let p =
            half * weight * Double.exp(-(x - lambda) * (x - lambda) / 2) / Double.sqrt(2 * .pi)
          let value = x / (max(abs(x), floor) + 0.2)
          first += p * value
          second += p * value * value
        }
      }
    }
    #expect(abs(found.mean - first) < 1e-12)
    #expect(abs(found.isotropic + found.aligned - second) < 1e-12)
  }

  /// 200,000 draws in 5 dimensions, seed 62: first and second moments along u and across it within 5 standard errors.
  /// The floor is told from none.
  @Test func `draws have these moments`() throws {
    let (lambda, floor, added) = (1.5, 2.2, 0.1)
    let found = try NormIntegral(dimension: 5, lambda: lambda).moments(floor: floor, added: added)
    let free = try NormIntegral(dimension: 5, lambda: lambda).moments(floor: 0, added: added)
    var random = RandomStream(seed: 62)
    var (along, square, across) = ([Double](), [Double](), [Double]())
    for _ in 0..<200_000 {
      var x = (0..<5).map { _ in random.gaussian() }
      x[0] += lambda
      let norm = dot(x, x).squareRoot()
      let scale = 1 / (max(norm, floor) + added)
      along.append(scale * x[0])
      square.append(scale * scale * x[0] * x[0])
      across.append(scale * scale * x[1] * x[1])
    }
    #expect(ZScore(along, against: found.mean).agrees())
    #expect(ZScore(square, against: found.isotropic + found.aligned).agrees())
    #expect(ZScore(across, against: found.isotropic).agrees())
    #expect(ZScore(across, against: free.isotropic).differs())
  }
}
