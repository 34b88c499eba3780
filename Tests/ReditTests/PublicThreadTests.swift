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
    let arguments = row["arguments"]!.split(separator: " ").map(String.init)
    let result = try Tool.run(["exact"] + arguments + ["--format", "csv"])
    try #require(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    // Under noise the row of sigma 0 stands first.
    let column = try #require(lines.first?.firstIndex { $0 == row["column"]! })
    let found = try #require(lines.last.flatMap { Double($0[column]) }, "\(result.output)")
    let expected = Double(row["value"]!)!
    #expect(
      abs(found - expected) <= 1e-9 * max(abs(expected), 1e-3),
      "\(found), not \(expected): \(row["question"]!) \(row["url"]!)")
  }

  // Negative control: another group size is another number.
  @Test func `a wrong group size is refused`() throws {
    let row = try #require(Self.rows.first { $0["arguments"]!.contains("--group-size 8") })
    let result = try Tool.run([
      "exact", "--pass-rate", "0.1819", "--group-size", "7", "--advantage", "trl", "--sigma", "0",
      "--format", "csv",
    ])
    #expect(!result.output.contains(row["value"]!.prefix(6)))
  }
}
