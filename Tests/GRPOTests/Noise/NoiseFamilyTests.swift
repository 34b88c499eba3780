import Foundation
import GRPO
import GSL
import RealModule
import TestSupport
import Testing

/// Every family of the registry, and one more Student's t.
let families = try! NoiseFamily.all() + [.studentT(degreesOfFreedom: 12)]

let densities = families.filter { !$0.isDiscrete }

/// The mean against 0 and the mean square against 1 of N draws, N = 200 000, abs(z) <= 5: a variance 1 has
/// standard error .003 for Gaussian, .004 for Student with 12 degrees of freedom: 3% and 4% are seen for
/// sure.
private func moments(
  seed: UInt64, of draw: (inout RandomStream) -> Double
) -> (first: ZScore, second: ZScore) {
  var random = RandomStream(seed: seed)
  let draws = (0..<200_000).map { _ in draw(&random) }
  return (ZScore(draws, against: 0), ZScore(draws.map { $0 * $0 }, against: 1))
}

/// Over the positive values of a density.
func integral(of family: NoiseFamily, _ integrand: (Double) -> Double) -> Double {
  family.law.halfWidth.map { DoubleExponential.integral(from: 0, to: $0, of: integrand) }
    ?? DoubleExponential.integral(from: 0, of: integrand)
}

@Suite struct NoiseFamilyTests {
  @Test func `every name gives the family of that name`() throws {
    for name in NoiseFamily.names {
      #expect(try NoiseFamily(name: name).name == name)
    }
    #expect(try NoiseFamily(name: "student-t") == .studentT(degreesOfFreedom: 5))
  }

  @Test(arguments: families)
  func `a family comes back from JSON with its parameters`(family: NoiseFamily) throws {
    let text = try JSONEncoder().encode(family)
    #expect(try JSONDecoder().decode(NoiseFamily.self, from: text) == family)
    let other = Data(#"{"name":"cauchy"}"#.utf8)
    #expect(throws: GRPOError.self) { try JSONDecoder().decode(NoiseFamily.self, from: other) }
  }

  @Test func `an unknown name is refused by name`() {
    #expect(
      throws: GRPOError.unknownName(
        kind: "noise family", name: "cauchy", known: NoiseFamily.names)
    ) { try NoiseFamily(name: "cauchy") }
  }

  @Test(arguments: [2, 1, -3, 0, .infinity, .nan])
  func `degrees of freedom without a finite variance are refused`(nu: Double) {
    #expect(throws: GRPOError.self) {
      try NoiseFamily(name: "student-t", parameters: .init(degreesOfFreedom: nu))
    }
  }

  // The families are symmetric: 2 * integral over the half-line.
  @Test(arguments: densities)
  func `a density integrates to 1 with variance 1`(family: NoiseFamily) throws {
    for (power, expected) in [(0, 1.0), (2, 1.0)] {
      func integrand(_ x: Double) -> Double { .pow(x, power) * (family.density(at: x) ?? .nan) }
      let half = integral(of: family, integrand)
      #expect(abs(2 * half - expected) < 1e-11, "\(family), power \(power): \(2 * half)")
    }
  }

  @Test(arguments: families.filter(\.isDiscrete))
  func `atoms have mean 0 and the variance of the family`(family: NoiseFamily) throws {
    let atoms = try #require(family.atoms)
    #expect(atoms.reduce(0) { $0 + $1.probability } == 1)
    #expect(atoms.reduce(0) { $0 + $1.probability * $1.value } == 0)
    let variance = atoms.reduce(0) { $0 + $1.probability * $1.value * $1.value }
    #expect(variance == (family == .none ? 0 : 1))
    #expect(family.density(at: 0) == nil)
  }

  @Test(arguments: densities)
  func `the cumulative is the integral of the density`(family: NoiseFamily) {
    for x in [-4.0, -1.7, -0.5, 0, 0.3, 1.2, 1.8, 6] {
      let edge = family.law.halfWidth ?? 60
      let tail = DoubleExponential.integral(from: abs(x), to: max(edge, abs(x))) {
        family.density(at: $0) ?? .nan
      }
      let beyond = family.law.halfWidth != nil ? 0 : family.cumulative(at: -60)
      let expected = x < 0 ? tail + beyond : 1 - tail - beyond
      #expect(abs(family.cumulative(at: x) - expected) < 1e-12, "\(family) at \(x)")
    }
  }

  // mpmath: betainc(nu/2, 1/2, 0, nu/(nu + t^2), regularized=True) / 2, 40 digits.
  @Test(arguments: [
    (2.1, 0.3, 0.39564272619475828385), (3, 1, 0.19550110947788532096),
    (5, 2.5, 0.027245049671188120558), (5, 30, 3.859324310248025993e-7),
    (7.5, 1.25, 0.12444594654994064593), (40, 3, 0.0023150698920780688843),
    (250, 5, 5.3990553811218272431e-7), (2.5, 1000, 2.2747463948307451869e-8),
  ])
  func `the Student tail agrees with mpmath`(nu: Double, t: Double, tail: Double) {
    let family = NoiseFamily.studentT(degreesOfFreedom: nu)
    let scale = Double.sqrt((nu - 2) / nu)
    #expect(abs(family.cumulative(at: -t * scale) / tail - 1) < 1e-12)
    #expect(abs(family.cumulative(at: t * scale) - (1 - tail)) < 1e-15)
  }

  // Of 5 degrees of freedom the squares of Student's t have hardly a variance.
  @Test(arguments: families.filter { !$0.isNone && $0 != .studentT(degreesOfFreedom: 5) })
  func `draws have mean 0 and variance 1`(family: NoiseFamily) {
    let (first, second) = moments(seed: 101) { family.standardDraw(using: &$0) }
    #expect(first.agrees(), "\(family): \(first)")
    #expect(second.agrees(), "\(family): \(second)")
  }

  @Test func `a half-width taken for a standard deviation is refused`() {
    let (_, wrong) = moments(seed: 101) { 2 * $0.uniform() - 1 }
    #expect(wrong.value < -100, "\(wrong)")
    let (_, unscaled) = moments(seed: 101) { $0.studentT(degreesOfFreedom: 12) }
    #expect(unscaled.value > 5, "\(unscaled)")
    let (_, laplace) = moments(seed: 101) { $0.laplace() }
    #expect(laplace.value > 5, "\(laplace)")
  }

  // N = 100 000, seed 7, abs(z) <= 5; a binomial standard error of at most .0016 a point: .016 is seen.
  @Test(arguments: densities)
  func `draws follow the cumulative`(family: NoiseFamily) {
    var random = RandomStream(seed: 7)
    let draws = (0..<100_000).map { _ in family.standardDraw(using: &random) }
    for x in [-1.6, -0.8, -0.1, 0.4, 1.0, 1.7] {
      let below = ZScore(
        successes: draws.count { $0 <= x }, of: draws.count, probability: family.cumulative(at: x))
      #expect(below.agrees(), "\(family) at \(x): \(below)")
    }
  }

  @Test func `uniform draws stay within sqrt 3 and no dither does not touch the stream`() {
    var random = RandomStream(seed: 3)
    var untouched = RandomStream(seed: 3)
    let draws = (0..<10_000).map { _ in NoiseFamily.uniform.standardDraw(using: &random) }
    #expect(draws.allSatisfy { abs($0) <= Double.sqrt(3) })
    // P(no draw within .2% of the edge) = .998^10000 = 2e-9.
    #expect(draws.contains { abs($0) > 0.998 * .sqrt(3) })
    for _ in 0..<10_000 {
      #expect(NoiseFamily.none.standardDraw(using: &untouched) == 0)
    }
    var fresh = RandomStream(seed: 3)
    #expect(untouched.uniform() == fresh.uniform())
  }
}
