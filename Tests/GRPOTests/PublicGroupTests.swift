import GRPO
import TestSupport
import Testing

/// Groups that people asked about in public, with the advantages worked out beside them
/// (data/reference/threads/threads.py).
@Suite struct PublicGroupTests {
  static let rows = try! Reference.table("threads/advantages.tsv")

  @Test(arguments: rows.indices)
  func `a preset gives the advantages of the thread`(index: Int) throws {
    let row = Self.rows[index]
    let rewards = Self.numbers(row["rewards"]!)
    let expected = Self.numbers(row["advantages"]!)
    let estimator = try AdvantagePreset(name: row["preset"]!).estimator
    let advantages = estimator.advantages(of: rewards)
    try #require(advantages.count == expected.count)
    // Rewards of equal value are exactly silent; others agree to rounding.
    for (found, value) in zip(advantages, expected) {
      #expect(abs(found - value) <= 1e-13 * abs(value), "\(found), not \(value): \(row["url"]!)")
    }
  }

  // Negative control: the deviation with the wrong ddof is refused in every mixed group.
  @Test func `a wrong ddof is refused`() throws {
    let rows = Self.rows.filter { $0["preset"] == "trl" && $0["advantages"]!.contains("-") }
    try #require(rows.count >= 3)
    let wrong = try AdvantageEstimator(.standardized, ddof: 0, stabilizer: 1e-4)
    for row in rows {
      let found = wrong.advantages(of: Self.numbers(row["rewards"]!))[0]
      #expect(abs(found / Self.numbers(row["advantages"]!)[0] - 1) > 0.05)
    }
  }

  private static func numbers(_ cell: String) -> [Double] {
    cell.split(separator: " ").map { Double($0)! }
  }
}
