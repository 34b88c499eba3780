import Foundation
import Testing

@testable import redit

/// `redit explore` from the outside; what its numbers say in a browser is tested in Tests/Explore.
struct ExploreCommandTests {
  private func made(_ arguments: String..., in scratch: Scratch) throws -> String {
    let result = try Tool.run(
      ["explore", "--force"] + arguments + ["--out", "a.html"], in: scratch.folder)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output == "wrote a.html\n")
    return try scratch.read("a.html")
  }

  private func baked(_ page: String) throws -> [String: Any] {
    let start = try #require(page.firstRange(of: "id=\"data\">"))
    let end = try #require(page[start.upperBound...].firstRange(of: "</script>"))
    let text = page[start.upperBound..<end.lowerBound]
    return try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func `a page is one file under a megabyte that loads nothing, and always the same`() throws
  {
    let scratch = try Scratch()
    let page = try made(in: scratch)
    #expect(page.utf8.count < 1_000_000)
    #expect(!page.contains("{{") && !page.contains("src=") && !page.contains("@import"))
    #expect(page.contains("default-src 'none'"))
    for match in page.matches(of: #/href="([^"]*)"/#) {
      #expect(match.1.hasPrefix("#") || match.1.hasPrefix("data:"), "\(match.1)")
    }
    #expect(try page == made(in: scratch), "the same bytes")
    #expect(try scratch.names == ["a.html", "a.html.meta.json"])
  }

  @Test func `a page goes to standard output too, and is made again from its record`() throws {
    let scratch = try Scratch()
    let page = try made("--sigma", "0.5", in: scratch)
    for words in ["explore --sigma 0.5 --out -", "repeat a.html.meta.json"] {
      let result = try Tool.run(
        words.split(separator: " ").map(String.init), in: scratch.folder)
      #expect(result.status == 0 && result.output == page, "\(words): \(result.errors)")
    }
  }

  /// Four numbers of four bytes for each K up to G/2.
  @Test func `tables are as large as their stops ask for`() throws {
    let scratch = try Scratch()
    let page = try made(
      "--advantage", "trl,rloo", "--group-size", "2,4", "--sigma", "0.5", "--stabilizer", "0",
      in: scratch)
    let data = try baked(page)
    #expect(data["sigmas"] as? [Double] == [0, 0.5])
    let tables = try #require(data["tables"] as? [[String: Any]])
    #expect(tables.compactMap { $0["stabilizer"] as? Double } == [0, 1e-4, 0])
    for table in tables {
      let moments = try #require(table["moments"] as? String)
      let bytes = try #require(Data(base64Encoded: moments)).count
      // K = 0, 1 and K = 0, 1, 2, at two sigmas.
      #expect(bytes == 160)
    }
  }

  @Test func `pass rates of a table are what the page begins with`() throws {
    let scratch = try Scratch()
    try scratch.write("prompt,pass_rate,weight\n</script>,1/4,1\nb,0.5,3\n", to: "p.csv")
    let rates = try #require(
      baked(made("--prompts", "p.csv", "--sigma", "1", in: scratch))["rates"] as? [[String: Double]]
    )
    #expect(rates == [["rate": 0.25, "weight": 1], ["rate": 0.5, "weight": 3]])
  }

  @Test(arguments: [
    ("--out a.txt", "a.txt"), ("--group-size 1", "--group-size"),
    ("--group-size 4,4", "--group-size"),
    ("--sigma 0", "--sigma"), ("--advantage reinforce", "reinforce"), ("--advantage tlr", "'tlr'"),
    ("--noise laplace", "laplace"), ("--stabilizer -1", "--stabilizer"),
    ("--sigma log:1e-4:1:2000", "stops"), ("--group-size 100000", "stops"),
    ("--advantage trl-batch", "trl-batch"), ("--pass-rate-column a", "--prompts"),
  ])
  func `what no page can hold is refused in a line`(words: String, mention: String) throws {
    let scratch = try Scratch()
    let result = try Tool.run(
      ["explore"] + words.split(separator: " ").map(String.init), in: scratch.folder)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.errors.contains(mention) && result.errors.split(separator: "\n").count == 1)
    #expect(try scratch.names.isEmpty)
  }
}
