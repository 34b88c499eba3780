import Foundation
import Testing

/// An empty exact field says why, in every format.
struct NoteTests {
  /// Settings of several kinds without some exact value, with a word of the reason.
  @Test(arguments: [
    (
      "--advantage standardized --noise student-t --component-maxima 1,2 --group-size 8",
      "student-t"
    ),
    ("--advantage batch-standardized --noise student-t", "student-t"),
    ("--advantage leave-one-out-standardized --group-size 3", "does not exist"),
    ("--rewards 1,1,1 --logits 0,0,1 --advantage mean", "gradient of V is 0"),
    (
      "--rewards 0,0.31,1 --logits 0,0,0 --advantage trl-batch --group-size 200",
      "too many contents"
    ),
  ])
  func `an empty exact field has its reason in the last column`(
    options: String, word: String
  ) throws {
    let result = try Tool.run(
      ("exact --sigma 0.3 --format csv " + options).split(separator: " ").map(String.init))
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    #expect(lines[0].hasSuffix(",note"))
    let row = try #require(lines.last)
    let columns = lines[0].split(separator: ",").firstIndex(of: "cosine_exact")!
    #expect(row.split(separator: ",", omittingEmptySubsequences: false)[columns].isEmpty)
    #expect(row.contains(word), "\(row)")
  }

  @Test func `a row without gaps has an empty note`() throws {
    let result = try Tool.run(["exact", "--sigma", "0.3", "--format", "csv"])
    for line in result.output.split(separator: "\n").dropFirst() {
      #expect(line.hasSuffix(","), "\(line)")
    }
  }

  @Test func `the terminal has footnotes, Markdown and JSON the words`() throws {
    let options = [
      "exact", "--advantage", "leave-one-out-standardized", "--noise", "laplace", "--sigma", "0.3",
    ]
    let table = try Tool.run(options).output
    #expect(
      table.contains(
        "\n[1] no exact law: leave-one-out-standardized advantages under laplace noise\n"))
    #expect(table.contains(" [1]"))
    let markdown = try Tool.run(options + ["--format", "markdown"]).output
    #expect(
      markdown.contains(
        "| no exact law: leave-one-out-standardized advantages under laplace noise"))
    let json = try Tool.run(options + ["--format", "json"]).output
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
    #expect(rows.map { ($0["note"] as? String)?.isEmpty } == [true, false])
  }

  /// 64 groups cannot know a variance to 1e-4.
  @Test func `a precision that is not reached is told in the rows and on standard error`() throws {
    let words = "sweep --group-size 4 --sigma 0.1 --groups 100 --advantage trl --format csv"
      .split(separator: " ").map(String.init)
    let result = try Tool.run(words + ["--precision", "1e-4"])
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("redit: --precision 0.0001 not reached: "))
    #expect(result.errors.count { $0 == "\n" } == 1)
    let rows = result.output.split(separator: "\n").dropFirst()
    #expect(rows.count == 2)
    for row in rows { #expect(row.hasSuffix("; --precision 0.0001 not reached\""), "\(row)") }
    let reached = try Tool.run(words + ["--precision", "0.9"])
    #expect(reached.status == 0 && !reached.output.contains("not reached"))
    #expect(!reached.errors.contains("not reached"))
  }

  @Test func `the row of a set counts the prompts without a law`() throws {
    let result = try Tool.run(
      ["exact", "--pass-rate", "0.5,1", "--sigma", "0.3", "--advantage", "mean"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("the gradient of V is 0: no cosine"))
  }
}
