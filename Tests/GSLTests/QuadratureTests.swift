import GSL
import RealModule
import Testing

@Suite struct QuadratureTests {
  private struct Interruption: Error, Equatable { let at: Double }

  @Test func `known integrals over finite and infinite ranges`() throws {
    let bell = { (x: Double) in Double.exp(-x * x / 2) }
    let root = Double.sqrt(2 * Double.pi)
    let cases: [(Quadrature.Integral, Double)] = [
      (try Quadrature.adaptive(from: 0, to: .pi) { Double.sin($0) }, 2),
      (try Quadrature.adaptive(from: .pi, to: 0) { Double.sin($0) }, -2),
      (try Quadrature.adaptive(from: -.infinity, to: .infinity, bell), root),
      (try Quadrature.adaptive(from: 0, to: .infinity, bell), root / 2),
      (try Quadrature.adaptive(from: -.infinity, to: 0, bell), root / 2),
      (try Quadrature.adaptive(from: 3, to: 3) { 1 / ($0 - 3) }, 0),
      // E|Z - 1/2| = 2 phi(1/2) + (1/2)(2 Phi(1/2) - 1), a kink given as a breakpoint.
      (
        try Quadrature.adaptive(from: -.infinity, to: .infinity, breakpoints: [9, 0.5]) {
          abs($0 - 0.5) * bell($0) / root
        },
        2 * bell(0.5) / root + 0.5 * Double.erf(0.5 / Double.sqrt(2))
      ),
    ]
    for (integral, exact) in cases {
      #expect(abs(integral.value - exact) <= max(1e-10 * abs(exact), 1e-14), "\(integral) \(exact)")
      #expect(integral.error <= 1e-10 * abs(exact))
    }
  }

  @Test func `singular ends and breakpoints`() throws {
    // The integral of x^(-1/2) over [0, 1] is 2; that of log|x - 1/3| is log(1/3)/3 + 2 log(2/3)/3 - 1.
    let power = try Quadrature.adaptive(from: 0, to: 1) { 1 / Double.sqrt($0) }
    #expect(abs(power.value - 2) < 1e-9)
    let third = 1.0 / 3
    let log = try Quadrature.adaptive(from: 0, to: 1, breakpoints: [third, -4]) {
      Double.log(abs($0 - third))
    }
    let exact = Double.log(third) / 3 + 2 * Double.log(2 * third) / 3 - 1
    #expect(abs(log.value - exact) < 1e-9)
  }

  @Test func `a divergent integral is refused, with the limits as evidence`() {
    #expect {
      try Quadrature.adaptive(from: 0, to: 1) { 1 / $0 }
    } throws: { error in
      guard let error = error as? GSLError else { return false }
      return error.function == "gsl_integration_qags" && error.arguments[1].value == 1
    }
    #expect(throws: GSLError.self) { try Quadrature.adaptive(from: 0, to: 1) { _ in .nan } }
    #expect(throws: GSLError.self) {
      try Quadrature.adaptive(from: 0, to: 1, relativeTolerance: 1e-18) { $0 }
    }
  }

  @Test func `the integrand's own error comes out, once`() {
    var calls = 0
    #expect(throws: Interruption(at: 0.5)) {
      try Quadrature.adaptive(from: 0, to: 1) { x in
        calls += 1
        throw Interruption(at: x)
      }
    }
    #expect(calls == 1)
  }

  @Test(arguments: [1, 2, 5, 20, 33, 64, 101])
  func `Gaussian rules are exact below degree 2 n`(count: Int) {
    let legendre = Quadrature.gaussLegendre(count: count)
    let hermite = Quadrature.gaussHermite(count: count)
    // E Z^2k = (2k - 1)!!, built up by factors.
    var moment = 1.0
    for power in stride(from: 0, to: min(2 * count, 30), by: 2) {
      let exact = 2 / Double(power + 1)
      #expect(abs(Self.sum(legendre, power) / exact - 1) < 1e-13, "\(power)")
      #expect(abs(Self.sum(hermite, power) / moment - 1) < 1e-12, "\(power)")
      #expect(Self.sum(legendre, power + 1) == 0 && Self.sum(hermite, power + 1) == 0)
      moment *= Double(power + 1)
    }
    // The first even degree that is not integrated exactly: E He_n^2 = n! is lost as a whole.
    if count < 6 { #expect(abs(Self.sum(hermite, 2 * count) / moment - 1) > 0.01) }
  }

  @Test func `two and three nodes by hand`() {
    // P_2 = (3 x^2 - 1)/2; He_3 = x^3 - 3 x with weights 1/6, 2/3, 1/6.
    let two = Quadrature.gaussLegendre(count: 2)
    #expect(abs(two.nodes[1] - 1 / Double.sqrt(3)) < 1e-15 && abs(two.weights[0] - 1) < 1e-15)
    let three = Quadrature.gaussHermite(count: 3)
    #expect(abs(three.nodes[2] - Double.sqrt(3)) < 1e-15 && three.nodes[1] == 0)
    #expect(abs(three.weights[0] - 1.0 / 6) < 1e-15 && abs(three.weights[1] - 2.0 / 3) < 1e-15)
  }

  /// Summed from both ends inwards, so that odd powers cancel term by term.
  static func sum(_ rule: Quadrature.Rule, _ power: Int) -> Double {
    let terms = zip(rule.nodes, rule.weights).map { $1 * Double.pow($0, power) }
    return zip(terms, terms.reversed()).map { ($0 + $1) / 2 }.reduce(0, +)
  }
}
