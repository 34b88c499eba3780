import Foundation
import Testing

@testable import redit

/// Where `redit report` writes, and where it refuses to.
struct ReportFolderTests {
  private static func report(_ more: String..., in scratch: Scratch) throws -> Tool.Result {
    try Tool.run(["report", "--groups", "1000"] + more, in: scratch.folder)
  }

  private static func expectRefusal(
    _ result: Tool.Result, status: Int32 = 1, _ words: String...,
    location: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == status, sourceLocation: location)
    #expect(result.output.isEmpty, sourceLocation: location)
    #expect(result.errors.count { $0 == "\n" } == 1, sourceLocation: location)
    for word in words {
      #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: location)
    }
  }

  @Test func `an own page is replaced, an edited one is not`() throws {
    let scratch = try Scratch()
    for seed in ["1", "2"] {
      #expect(try Self.report("page", "--seed", seed, in: scratch).errors.isEmpty)
      #expect(try scratch.read("page/index.html").contains("<dd>\(seed), philox4x64</dd>"))
    }
    let edited = try scratch.read("page/index.html") + "<!-- edited -->"
    try scratch.write(edited, to: "page/index.html")
    Self.expectRefusal(try Self.report("page", in: scratch), "page/index.html", "--force")
    #expect(try scratch.read("page/index.html") == edited)
    #expect(try Self.report("page", "--force", in: scratch).errors.isEmpty)
    #expect(try scratch.read("page/index.html") != edited)
  }

  @Test func `the record of something else is not replaced`() throws {
    let scratch = try Scratch()
    let sweep = ["exact", "--sigma", "0.1", "--format", "csv", "--out", "index.html"]
    #expect(try Tool.run(sweep, in: scratch.folder).status == 0)
    let record = try scratch.read("index.html.meta.json")
    Self.expectRefusal(try Self.report(".", in: scratch), "index.html.meta.json", "--force")
    #expect(try scratch.read("index.html.meta.json") == record)
  }

  @Test func `other files in the folder stay`() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "notes.txt")
    #expect(try Self.report(".", in: scratch).errors.isEmpty)
    #expect(try scratch.names == ["index.html", "index.html.meta.json", "notes.txt"])
    #expect(try scratch.read("notes.txt") == "mine")
  }

  @Test func `what cannot be done is refused in one line and leaves nothing behind`() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "file")
    try scratch.write("prompt,pass_rate\na,2\n", to: "bad.csv")
    let before = try scratch.names
    Self.expectRefusal(try Self.report("file", in: scratch), "DIR", "file")
    Self.expectRefusal(try Self.report("no/page", in: scratch), "DIR", "no")
    Self.expectRefusal(
      try Self.report("page", "--prompts", "none.csv", in: scratch), "--prompts", "none.csv")
    Self.expectRefusal(
      try Self.report("page", "--prompts", "bad.csv", in: scratch), "bad.csv", "line 2")
    Self.expectRefusal(try Self.report("page", "--groups", "10", in: scratch), status: 64, "10")
    Self.expectRefusal(try Self.report("page", "--threads", "0", in: scratch), status: 64, "0")
    Self.expectRefusal(try Self.report(in: scratch), status: 64, "dir")
    #expect(try scratch.names == before)
  }

  @Test func `same seed, same bytes, whatever the number of threads`() throws {
    let (one, two) = (try Scratch(), try Scratch())
    for (scratch, threads) in [(one, "1"), (two, "3")] {
      #expect(try Self.report("page", "--threads", threads, in: scratch).errors.isEmpty)
    }
    #expect(try one.read("page/index.html") == two.read("page/index.html"))
  }

  @Test func `an odd file name is shown as it is and its commands work`() throws {
    let scratch = try Scratch()
    let name = "a <b>&'s.csv"
    try scratch.write("prompt,pass_rate\na,0.5\nb,0.1\n", to: name)
    #expect(try Self.report("page", "--prompts", name, in: scratch).errors.isEmpty)
    let page = ReportPageText(text: try scratch.read("page/index.html"))
    #expect(page.tagMistakes.isEmpty && page.text.contains("a &lt;b&gt;&amp;&#39;s.csv"))
    let sweeps = page.commands.filter { $0[1] == "sweep" }
    #expect(sweeps.count == 2 && sweeps.contains { $0.contains(name) })
  }

  @Test func `text in a page is escaped, pieces are not`() {
    let word = "<b>&\"'"
    let piece: HTML = "<i>\(word)</i>"
    #expect(piece.text == "<i>&lt;b&gt;&amp;&quot;&#39;</i>")
    #expect(("<p>\(piece)\([piece, piece])</p>" as HTML).text.matches(of: #/<i>/#).count == 3)
  }
}
