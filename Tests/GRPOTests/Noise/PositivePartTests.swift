import GRPO
import GSL
import RealModule
import Testing

private let means = [-3.0, -1.2, -0.4, -0.05, 0, 0.05, 0.3, 0.9, 2.5]
private let sigmas = [0.1, 0.5, 1, 2.5]

/// `E[(mean + sigma e)+^power]` by quadrature, from the kink at `-mean / sigma` up.
private func positiveMoment(
  _ family: NoiseFamily, mean: Double, sigma: Double, power: Int
) -> Double {
  let kink = -mean / sigma
  func integrand(_ e: Double) -> Double {
    .pow(mean + sigma * e, power) * (family.density(at: e) ?? .nan)
  }
  if let edge = family.law.halfWidth {
    // Densities may have a corner at 0.
    let start = min(max(kink, -edge), edge)
    return DoubleExponential.integral(from: min(start, 0), to: 0, of: integrand)
      + DoubleExponential.integral(from: max(start, 0), to: edge, of: integrand)
  }
  // The Laplace density has a corner at 0.
  return DoubleExponential.integral(from: kink, to: 0, of: integrand)
    + DoubleExponential.integral(from: max(kink, 0), of: integrand)
}

@Suite struct PositivePartTests {
  @Test(arguments: densities)
  func `the closed form is the integral against the density`(family: NoiseFamily) throws {
    for mean in means {
      for sigma in sigmas {
        let closed = try #require(family.positivePart(mean: mean, sigma: sigma))
        let first = positiveMoment(family, mean: mean, sigma: sigma, power: 1)
        let second = positiveMoment(family, mean: mean, sigma: sigma, power: 2)
        let scale = abs(mean) + sigma
        let message: Comment = "\(family), mean \(mean), sigma \(sigma)"
        #expect(abs(closed.first - first) < 1e-11 * scale, message)
        #expect(abs(closed.second - second) < 1e-11 * scale * scale, message)
      }
    }
  }

  // E[Z+] = 1/sqrt(2 pi); claims.md, ClipPenalty: delta = s phi(mu/s) - |mu| Phi(-|mu|/s).
  @Test func `Gaussian literals`() throws {
    let centred = try #require(NoiseFamily.gaussian.positivePart(mean: 0, sigma: 1))
    #expect(abs(centred.first - 0.3989422804014327) < 1e-15)
    #expect(abs(centred.second - 0.5) < 1e-15)
    let one = try #require(NoiseFamily.gaussian.positivePart(mean: 1, sigma: 1))
    #expect(abs(one.first - 1.0833154705876863) < 2e-15)  // 1 + phi(1) - Phi(-1)
    #expect(abs(one.second - 1.9246602166562292) < 4e-15)  // 2 Phi(1) + phi(1)
  }

  // Uniform, mean 0: E = a/4 = sqrt(3)/4. Laplace: b/2 = 1/sqrt 8. Rademacher at mean .5: 1.5/2.
  @Test func `bounded and discrete literals`() throws {
    let uniform = try #require(NoiseFamily.uniform.positivePart(mean: 0, sigma: 1))
    #expect(abs(uniform.first - 0.4330127018922193) < 1e-15)
    let laplace = try #require(NoiseFamily.laplace.positivePart(mean: 0, sigma: 1))
    #expect(abs(laplace.first - 0.3535533905932738) < 1e-15)
    let signs = try #require(NoiseFamily.rademacher.positivePart(mean: 0.5, sigma: 1))
    #expect(signs.first == 0.75 && signs.second == 1.125)
    let none = try #require(NoiseFamily.none.positivePart(mean: -2, sigma: 1))
    #expect(none.first == 0 && none.second == 0)
  }

  // mpmath, adaptive quadrature of the density with 40 digits.
  @Test(arguments: [
    (5, -1, 2, 0.3528346580950531791, 0.950061271601249),
    (3, 0.5, 1, 0.64210169500900730863, 0.968634465154937),
    (2.5, -20, 1, 0.0007167359696780075, 0.0573627611206702),
    (120, 0.3, 0.7, 0.45408001713461746461, 0.462314972129003),
  ])
  func `Student literals`(
    nu: Double, mean: Double, sigma: Double, first: Double, second: Double
  ) throws {
    let family = NoiseFamily.studentT(degreesOfFreedom: nu)
    let closed = try #require(family.positivePart(mean: mean, sigma: sigma))
    #expect(abs(closed.first / first - 1) < 1e-12)
    #expect(abs(closed.second / second - 1) < 1e-12)
  }

  // x+ - x- = x and (x+)^2 + (x-)^2 = x^2, with x- of law -x.
  @Test(arguments: densities + [.rademacher, .none])
  func `the positive and the negative part add up`(family: NoiseFamily) throws {
    for mean in means {
      let above = try #require(family.positivePart(mean: mean, sigma: 0.7))
      let below = try #require(family.positivePart(mean: -mean, sigma: 0.7))
      let variance = family == .none ? 0 : 0.49
      #expect(abs(above.first - below.first - mean) < 1e-15)
      #expect(abs(above.second + below.second - mean * mean - variance) < 4e-15)
    }
  }

  @Test(arguments: densities + [.rademacher])
  func `no noise and far means leave the value alone`(family: NoiseFamily) throws {
    let exact = try #require(family.positivePart(mean: 0.4, sigma: 0))
    #expect(exact.first == 0.4 && exact.second == 0.4 * 0.4)
    let zero = try #require(family.positivePart(mean: 0, sigma: 0))
    #expect(zero.first == 0 && zero.second == 0)
    let far = try #require(family.positivePart(mean: -1, sigma: 1e-200))
    #expect(far.first == 0 && far.second == 0)
  }

  @Test func `a Student t without variance has none`() {
    #expect(NoiseFamily.studentT(degreesOfFreedom: 2).positivePart(mean: 0, sigma: 1) == nil)
  }
}
