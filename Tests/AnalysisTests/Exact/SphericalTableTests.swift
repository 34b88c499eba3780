import GSL
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// kappa, a and b from Taylor pieces against 30-digit tables, closed forms and an independent route.
struct SphericalTableTests {
  @Test func `the table agrees with the reference table to 1e-14`() throws {
    let rows = try Reference.table("kappa.csv")
    #expect(rows.count == 342)
    for row in rows {
      let table = SphericalTable(dimension: Int(row["group_size"]!)! - 1)
      let found = table(lambda: row.number("lambda"))
      #expect(abs(found.mean / row.number("kappa") - 1) < 1e-14, "\(row)")
      #expect(abs(found.isotropic / row.number("a") - 1) < 1e-14, "\(row)")
      #expect(abs(found.aligned / row.number("b") - 1) < 1e-14, "\(row)")
    }
  }

  /// The hypergeometric functions themselves have 4e-13 here, where the asymptotic series of a large
  /// dimension takes a ratio of gamma functions from GSL.
  @Test func `random points agree with the hypergeometric functions`() throws {
    var random = RandomStream(seed: 41)
    for _ in 0..<2000 {
      let d = 1 + random.index(below: 590)
      let lambda = Double.exp(-7 + 14 * random.uniform()) * Double(d).squareRoot()
      let found = SphericalTable(dimension: d)(lambda: lambda)
      let kappa = try SphericalLaw.shrinkage(dimension: d, lambda: lambda)
      let second = try SphericalLaw.secondMoment(dimension: d, lambda: lambda)
      #expect(abs(found.mean / kappa - 1) < 1e-12, "d \(d), lambda \(lambda)")
      #expect(abs(found.isotropic / second.isotropic - 1) < 1e-12, "d \(d), lambda \(lambda)")
      #expect(abs(found.aligned / second.aligned - 1) < 1e-12, "d \(d), lambda \(lambda)")
    }
  }

  /// d = 1: kappa = erf(lambda / sqrt 2). d = 2: 1F1(1; 2; -z) = (1 - e^-z)/z, so a = (1 - e^-z)/(2 z).
  @Test func `one and two dimensions have their closed forms`() {
    let (one, two) = (SphericalTable(dimension: 1), SphericalTable(dimension: 2))
    for lambda in [1e-9, 0.1, 0.5, 1, 2, 3, 5, 8, 12, 30, 1e3, 1e8] {
      let z = lambda * lambda / 2
      #expect(abs(one(lambda: lambda).mean / .erf(lambda / .sqrt(2)) - 1) < 1e-14)
      #expect(abs(two(lambda: lambda).isotropic / (-.expMinusOne(-z) / (2 * z)) - 1) < 1e-14)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 63, 4999, 1_000_000])
  func `the direction has length one, and its mean grows with lambda`(d: Int) {
    let table = SphericalTable(dimension: d)
    var last = -1.0
    for step in 0...4000 {
      let lambda = Double.exp(-8 + 0.006 * Double(step)) * Double(d).squareRoot()
      let found = table(lambda: lambda)
      #expect(abs(found.isotropic * Double(d) + found.aligned - 1) < 4e-14, "lambda \(lambda)")
      #expect(found.mean >= last * (1 - 1e-14) && found.mean < 1 + 1e-14, "lambda \(lambda)")
      // Jensen: the squared mean is at most the second moment along the signal.
      #expect(
        found.mean * found.mean <= found.isotropic + found.aligned + 1e-14, "lambda \(lambda)")
      last = found.mean
    }
  }

  @Test func `no noise and no signal are the limits`() {
    for d in [1, 4, 100] {
      let table = SphericalTable(dimension: d)
      let (none, all) = (table(lambda: 0), table(lambda: .infinity))
      #expect(none.mean == 0 && abs(none.isotropic * Double(d) - 1) < 1e-15 && none.aligned == 0)
      #expect(all.mean == 1 && all.isotropic == 0 && all.aligned == 1)
    }
  }
}
