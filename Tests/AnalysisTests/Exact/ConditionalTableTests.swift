import TestSupport
import Testing

@testable import Analysis

/// Radial moments of a dithered group against 30-digit tables (data/reference/kappa.py, stabilized.py).
struct ConditionalTableTests {
  @Test func `shrinkage and second moments agree with the table`() throws {
    let rows = try Reference.table("kappa.csv")
    #expect(rows.count == 342)
    for row in rows {
      let d = Int(row["group_size"]!)! - 1
      let lambda = row.number("lambda")
      let kappa = try SphericalLaw.shrinkage(dimension: d, lambda: lambda)
      let second = try SphericalLaw.secondMoment(dimension: d, lambda: lambda)
      #expect(abs(kappa / row.number("kappa") - 1) < 1e-12, "\(row)")
      #expect(abs(second.isotropic / row.number("a") - 1) < 1e-12, "\(row)")
      #expect(abs(second.aligned / row.number("b") - 1) < 1e-12, "\(row)")
    }
  }

  @Test func `moments with a stabilizer agree with the table`() throws {
    let rows = try Reference.table("stabilized.csv").filter { $0.number("sigma") > 0 }
    #expect(rows.count > 400)
    for row in rows {
      let groupSize = Int(row["group_size"]!)!
      let radial = RadialMoments(
        dimension: groupSize - 1, divisor: Double(groupSize - Int(row["ddof"]!)!),
        stabilizer: row.number("stabilizer"), sigma: row.number("sigma"))
      let value = try radial(norm: row.number("norm"))
      let energy = value.isotropic * Double(groupSize - 1) + value.aligned
      let reference = row.number("c1") * Double(groupSize - 1) + row.number("c2")
      #expect(abs(value.mean - row.number("alpha")) <= 1e-9 * row.number("alpha"), "\(row)")
      #expect(abs(energy - reference) <= 1e-9 * reference, "\(row)")
      // At G = 2 only the sum of the two has a meaning.
      if groupSize > 2 {
        #expect(abs(value.isotropic - row.number("c1")) <= 1e-9 * reference, "\(row)")
      }
    }
  }
}
