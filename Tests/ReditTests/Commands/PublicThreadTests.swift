import TestSupport
import Testing

/// Questions that people asked in public, each put to `redit exact`; the answers are enumerated in
/// another language (data/reference/threads/threads.py).
struct PublicThreadTests {
  static let rows = try! Reference.table("threads/gradients.tsv")

  @Test func `thirty threads and more are held`() throws {
    let threads = try Set(
      (Self.rows + Reference.table("threads/advantages.tsv")).map { $0["url"]! })
    #expect(threads.count >= 30)
  }

  @Test(arguments: rows.indices)
  func `exact answers as enumeration does`(index: Int) throws {
    let row = Self.rows[index]
    let (found, expected) = try (Self.answer(row), #require(Double(row["value"]!)))
    #expect(
      Self.agree(found, expected),
      "\(found), not \(expected): \(row["question"]!) \(row["url"]!)")
  }

  /// Negative control: the value by a mistake that people make (the other ddof, the one left out forgotten, silent
  /// groups of right answers only) is refused by the same comparison, in every row that has one.
  @Test(arguments: rows.indices.filter { !rows[$0]["planted"]!.isEmpty })
  func `a wrong formula is refused`(index: Int) throws {
    let row = Self.rows[index]
    let (found, planted) = try (Self.answer(row), #require(Double(row["planted"]!)))
    #expect(!Self.agree(found, planted), "\(found) passes for \(planted): \(row["url"]!)")
  }

  /// The value of the row's column that `redit exact` prints.
  private static func answer(_ row: [String: String]) throws -> Double {
    let arguments = row["arguments"]!.split(separator: " ").map(String.init)
    let result = try Tool.run(["exact"] + arguments + ["--format", "csv"])
    try #require(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    // Under noise the row of sigma 0 stands first.
    let column = try #require(lines.first?.firstIndex { $0 == row["column"]! })
    return try #require(lines.last.flatMap { Double($0[column]) }, "\(result.output)")
  }

  private static func agree(_ found: Double, _ expected: Double) -> Bool {
    abs(found - expected) <= 1e-9 * max(abs(expected), 1e-3)
  }
}
