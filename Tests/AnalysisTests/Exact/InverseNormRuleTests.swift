import GSL
import RealModule
import Testing

@testable import Analysis

struct InverseNormRuleTests {
  /// The rule against the numbers it represents, Q up to ten times its mean.
  @Test(arguments: [0, 1e-3, 1, 30, 1e4])
  func `sums of exponentials give the powers of an inverse norm`(threshold: Double) throws {
    let rule = InverseNormRule(meanSquare: 1, threshold: threshold)
    for q in [1e-8, 1e-3, 0.1, 1, 3, 10] {
      var sums = (0.0, 0.0)
      try rule.forEach { node in
        let added = (node.first * .exp(-q * node.t), node.second * .exp(-q * node.t))
        sums = (sums.0 + added.0, sums.1 + added.1)
        return added.0 <= 1e-15 * sums.0 && added.1 <= 1e-15 * sums.1
      }
      let inverse = 1 / (q.squareRoot() + threshold)
      // exp(-pi^2 / .28) is 5e-16 at q t0 << 1; the left end of the range costs more at q = 10.
      #expect(abs(sums.0 / inverse - 1) < 1e-10, "Q \(q)")
      #expect(abs(sums.1 / (inverse * inverse) - 1) < 1e-9, "Q \(q)")
      if q <= 3 {
        #expect(abs(sums.0 / inverse - 1) < 1e-12, "Q \(q)")
        #expect(abs(sums.1 / (inverse * inverse) - 1) < 1e-11, "Q \(q)")
      }
    }
  }

  @Test func `a coarse step is seen`() throws {
    var sum = 0.0
    try InverseNormRule(meanSquare: 1, threshold: 0, step: 0.9).forEach { node in
      let added = node.second * .exp(-node.t)
      sum += added
      return added <= 1e-15 * sum
    }
    #expect(abs(sum - 1) > 1e-7)
  }

  @Test func `what does not die out has no value`() {
    #expect(throws: NoExactLaw.self) {
      try InverseNormRule(meanSquare: 1, threshold: 0).forEach { _ in false }
    }
  }

  /// `(sqrt pi / 2) k! y_k(z) = int y^k exp(-y^2 - 2 z y) dy`, both recurrences, both sides of 2.
  @Test(arguments: [0, 0.3, 1, 1.9, 1.999, 2.001, 2.5, 4, 7, 10, 20, 100])
  func `scaled integrals of erfc agree with quadrature`(z: Double) throws {
    let y = ScaledErfc(z)
    for (k, value) in [y.zeroth, y.first, 2 * y.second].enumerated() {
      let integral = try Quadrature.adaptive(from: 0, to: 9 / (1 + z / 4)) { x in
        power(x, k) * Double.exp(-x * x - 2 * z * x)
      }.value
      #expect(abs(Double.sqrt(.pi) / 2 * value / integral - 1) < 2e-10, "k \(k)")
    }
  }

  /// DLMF 7.18.8: i^(k) = -(z/k) i^(k-1) + i^(k-2) / (2k), k = 2, to rounding.
  @Test func `scaled integrals of erfc obey their recurrence`() {
    for step in 0..<400 {
      let z = 0.01 * Double(step)
      let y = ScaledErfc(z)
      #expect(abs(y.second + z / 2 * y.first - y.zeroth / 4) < 1e-15, "z \(z)")
    }
  }
}
