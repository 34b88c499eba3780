import GRPO
import GSL
import RealModule
import Testing

/// What a law says of itself, held to its density or its atoms: families of the registry, whichever they
/// are.
struct NoiseLawTests {
  /// Values above it have no probability, values below it have; without it every tail has some.
  @Test(arguments: families)
  func `the half-width is the end of the law`(family: NoiseFamily) {
    guard let width = family.law.halfWidth else {
      #expect(family.cumulative(at: -25) > 0, "\(family)")
      return
    }
    #expect(family.cumulative(at: width) == 1, "\(family)")
    #expect(family.cumulative(at: -width * (1 + 1e-15) - 1e-300) == 0, "\(family)")
    #expect(width == 0 || family.cumulative(at: -0.99 * width) > 0, "\(family)")
  }

  /// Twice the integral of x^4 f over the positive values, or the sum over the atoms.
  @Test(arguments: families)
  func `the fourth moment is that of the law`(family: NoiseFamily) {
    let expected = family.law.fourthMoment
    if let atoms = family.atoms {
      #expect(atoms.reduce(0) { $0 + $1.probability * .pow($1.value, 4) } == expected)
      return
    }
    #expect((expected < .infinity) == (family.law.momentOrder > 4), "\(family)")
    guard expected < .infinity else { return }
    let found = 2 * integral(of: family) { .pow($0, 4) * (family.density(at: $0) ?? .nan) }
    #expect(abs(found / expected - 1) < 1e-9, "\(family): \(found), \(expected)")
  }

  /// Far out a density of order k falls like x^-(k + 1), one of all orders faster than x^-50.
  @Test(arguments: densities + [.studentT(degreesOfFreedom: 3)])
  func `moments exist as far as the density falls`(family: NoiseFamily) throws {
    let (near, far) = try (
      #require(family.density(at: 1e3)), #require(family.density(at: 2e3))
    )
    let order = family.law.momentOrder
    let fall = near > 0 ? -Double.log2(far / near) : .infinity
    #expect(order < .infinity ? abs(fall - order - 1) < 1e-3 : fall > 50, "\(family): \(fall)")
  }

  /// The law of (e + e') / sqrt 2 is that of e for stable laws, and for no others: by the integral of
  /// F(sqrt 2 x - y) f(y).
  @Test(arguments: densities)
  func `a stable law is that of its sums`(family: NoiseFamily) {
    let deviation = [0.4, 1.1, 2].map { x in
      let shift = Double.sqrt(2) * x
      let found = integral(of: family) { y in
        (family.cumulative(at: shift - y) + family.cumulative(at: shift + y))
          * (family.density(at: y) ?? .nan)
      }
      return abs(found - family.cumulative(at: x))
    }.max()!
    #expect(family.law.isStable ? deviation < 1e-10 : deviation > 1e-3, "\(family): \(deviation)")
  }

  /// E[(a e + b e' - c)+^q] by the integral over e' of the law of one draw.
  @Test(arguments: densities)
  func `moments of sums are integrals of those of single draws`(family: NoiseFamily) throws {
    let (a, b) = (0.8, 0.6)
    guard let moments = family.law.tailMoments(components: [a, b]) else { return }
    for c in [0.0, 0.5, 1.3] {
      let parts = { (y: Double) in family.positivePart(mean: b * y - c, sigma: a)! }
      let first = integral(of: family) { y in
        (parts(y).first + parts(-y).first) * (family.density(at: y) ?? .nan)
      }
      let second = integral(of: family) { y in
        (parts(y).second + parts(-y).second) * (family.density(at: y) ?? .nan)
      }
      #expect(abs(moments(c).first - first) < 1e-7, "\(family) at \(c)")
      #expect(abs(moments(c).second - second) < 1e-7, "\(family) at \(c)")
    }
  }

  /// Whole groups are the numbers that single draws are, with components and without.
  @Test(arguments: families)
  func `a filled group is draw after draw`(family: NoiseFamily) throws {
    var whole = RandomStream(seed: 4)
    var single = RandomStream(seed: 4)
    var noise = [Double](repeating: .nan, count: 37)
    family.law.fill(&noise, using: &whole)
    #expect(noise == noise.map { _ in family.standardDraw(using: &single) }, "\(family)")
    family.law.fill(&noise, components: [0.6, 0.8], using: &whole)
    let sums = noise.map { _ in
      0.6 * family.standardDraw(using: &single) + 0.8 * family.standardDraw(using: &single)
    }
    #expect(zip(noise, sums).allSatisfy { abs($0 - $1) < 1e-14 }, "\(family)")
  }

  @Test func `families are told apart by law and parameters`() throws {
    #expect(Set(families).count == families.count)
    #expect(Set(NoiseFamily.names).count == NoiseFamily.names.count)
    #expect(NoiseFamily.studentT(degreesOfFreedom: 3) != .studentT(degreesOfFreedom: 4))
    #expect(NoiseFamily.studentT(degreesOfFreedom: 3) == .studentT(degreesOfFreedom: 3))
    #expect(NoiseFamily.gaussian != .none && NoiseFamily.none.isNone)
    #expect(!NoiseFamily.summaries.contains { $0.summary.isEmpty || $0.summary.hasSuffix(".") })
  }
}
