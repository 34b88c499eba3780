import GSL
import TestSupport
import Testing

@Suite struct SpecialFunctionsTests {
  @Test func `1F1 agrees with mpmath over the shapes of the shrinkage law`() throws {
    let rows = try Reference.table("special/hyp1f1.csv").filter { $0["region"] == "law" }
    try #require(rows.count == 16 * 3 * 39)
    var worst = 0.0
    for row in rows {
      let error = try Self.relativeError(row)
      worst = max(worst, error)
      #expect(error < 1e-13, "\(row), relative error \(error)")
    }
    print("worst relative error of 1F1:", worst)
  }

  static func relativeError(_ row: [String: String]) throws -> Double {
    let value = try SpecialFunctions.hypergeometric1F1(
      Double(row["a"]!)!, Double(row["b"]!)!, Double(row["x"]!)!)
    let reference = Double(row["value"]!)!
    return abs(value / reference - 1)
  }
}
