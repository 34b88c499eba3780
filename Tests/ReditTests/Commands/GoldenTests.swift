import Foundation
import Testing

/// The sweep kept in data/golden, repeated from its meta file: the numbers agree to 1e-9 (the last
/// digits depend on the machine's mathematical library), everything else to the letter.
struct GoldenTests {
  @Test func `the golden sweep is repeated`() throws {
    let scratch = try Scratch()
    let output = scratch.folder.appending(path: "again.csv").path
    let result = try Tool.run(
      ["repeat", "data/golden/five_arms.csv.meta.json", "--out", output])
    #expect(result.status == 0 || result.errors.contains("differs from"), "\(result.errors)")
    let golden = Tool.packageRoot.appending(path: "data/golden/five_arms.csv")
    let expected = cells(try String(contentsOf: golden, encoding: .utf8))
    let found = cells(try scratch.read("again.csv"))
    #expect(found.count == 1 + 2 * 2 * 8)
    try #require(found.map(\.count) == expected.map(\.count))
    for (a, b) in zip(found.joined(), expected.joined()) {
      if let x = Double(a), let y = Double(b) {
        #expect(abs(x - y) <= 1e-9 * max(abs(x), abs(y)) + 1e-15, "\(a) against \(b)")
      } else {
        #expect(a == b)
      }
    }
  }

  private func cells(_ csv: String) -> [[Substring]] {
    csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }
}
