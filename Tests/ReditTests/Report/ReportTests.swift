import ArgumentParser
import Foundation
import Testing

@testable import redit

/// `redit report` from the outside: 4000 groups, a page of its own for the whole suite.
struct ReportTests {
  static let groups = "4000"

  /// A folder with `data` in it, where the commands of a page can run.
  static func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try FileManager.default.createSymbolicLink(
      at: scratch.folder.appending(path: "data"),
      withDestinationURL: Tool.packageRoot.appending(path: "data"))
    return scratch
  }

  typealias Made = (page: ReportPageText, result: Tool.Result, files: [String])

  static func report(_ more: [String], in scratch: Scratch) throws -> Tool.Result {
    try Tool.run(
      ["report", "page", "--groups", groups, "--prompts", "data/prompts/pass_rates.csv"] + more,
      in: scratch.folder)
  }

  static let made = Result<Made, any Error> {
    let folder = try scratch()
    let result = try report(["--seed", "5"], in: folder)
    return (
      page: ReportPageText(text: try folder.read("page/index.html")), result: result,
      files: try FileManager.default.contentsOfDirectory(
        atPath: folder.folder.appending(path: "page").path)
    )
  }

  static var page: ReportPageText { get throws { try made.get().page } }

  @Test func `one page and its record are written, without a terminal and without noise`() throws {
    let (page, result, files) = try Self.made.get()
    #expect(result.output == "wrote page/index.html\n")
    #expect(result.errors.isEmpty)
    #expect(files.sorted() == ["index.html", "index.html.meta.json"])
    let score = try #require(page.text.firstMatch(of: #/<strong>(\d+) of (\d+)</strong>/#))
    // With so few groups much is undecided, which is not wrong.
    #expect(try #require(Int(score.1)) < #require(Int(score.2)) && result.status == 0)
    #expect(page.text.contains("undecided"))
  }

  @Test func `the page needs nothing but itself`() throws {
    let page = try Self.page
    let links = page.values(of: "href").filter { !$0.hasPrefix("#") }
    #expect(links.allSatisfy { $0 == "data:," || $0.hasPrefix("https://arxiv.org/abs/") })
    let addresses = page.text.matches(of: #/[a-z]+://[^\s"'<>]*/#).map { String($0.0) }
    #expect(Set(addresses) == ["https://arxiv.org/abs/2506.18631"])
    #expect(page.text.contains("default-src 'none'"))
    for word in ["<script", "src=", "@import", "<iframe", "<object", "<embed", "xmlns"] {
      #expect(!page.text.contains(word), "\(word)")
    }
    #expect(page.text.matches(of: #/url\((?!#)/#).isEmpty)
  }

  @Test func `tags, names and links are in order`() throws {
    let page = try Self.page
    #expect(page.tagMistakes.isEmpty, "\(page.tagMistakes.prefix(5))")
    let names = page.values(of: "id")
    #expect(Set(names).count == names.count)
    let targets = page.values(of: "href").filter { $0.hasPrefix("#") } + page.urls
    let labels = page.values(of: "aria-labelledby").map { "#" + $0 }
    #expect(!labels.isEmpty && Set(targets + labels).isSubset(of: names.map { "#" + $0 }))
    #expect(page.text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
  }

  @Test func `a mistake in the tags is noticed`() {
    #expect(ReportPageText(text: "<p><b>x</p></b>").tagMistakes.count == 2)
    #expect(ReportPageText(text: "<p><br><img/>x").tagMistakes == ["<p> stays open"])
  }

  @Test func `tables have headers and figures have words`() throws {
    let text = try Self.page.text
    #expect(text.matches(of: #/<th>/#).isEmpty)
    #expect(text.matches(of: #/<table/#).count == text.matches(of: #/<caption>/#).count)
    let figures = text.matches(of: #/<svg [^>]*>/#).map { $0.0 }
    #expect(figures.count == 5)
    for figure in figures {
      #expect(figure.contains("role=\"img\""))
      let label = try #require(figure.firstMatch(of: #/aria-label="([^"]*)"/#)?.1)
      #expect(label.contains("standardized:") && label.contains("mean:"))
      #expect(label.matches(of: #/at sigma 0[,;.]/#).count >= 2)
    }
  }

  @Test func `every comparison of every claim is there, as verify has it`() throws {
    let page = try Self.page
    let verified = try Tool.run(
      ["verify", "--groups", Self.groups, "--seed", "5", "--format", "json"])
    let findings = try #require(
      JSONSerialization.jsonObject(with: Data(verified.output.utf8)) as? [[String: Any]])
    let claims = Set(findings.compactMap { $0["claim"] as? String })
    #expect(findings.count > 100 && claims.count >= 8)
    for claim in claims { #expect(page.text.contains("<h3 id=\"\(claim)\">")) }
    var rest = page.text[...]
    for finding in findings {
      let words = try ["variant", "quantity", "verdict"].map {
        ReportPageText.escaped(try #require(finding[$0] as? String))
      }
      let row = "<b>\(words[0])</b> \(words[1])</th>"
      let start = try #require(rest.ranges(of: row).first, "\(row)")
      rest = rest[start.upperBound...]
      let cells = rest.prefix { $0 != "\n" }
      #expect(cells.contains("</span> \(words[2])"), "\(row)")
    }
    #expect(page.rowCount == findings.count + claims.count)
  }

  @Test func `every command on the page runs and the figures come out the same`() throws {
    let page = try Self.page
    let scratch = try Self.scratch()
    let commands = page.commands
    #expect(commands.count >= 1 + 2 + 5 + 8)
    for command in commands where command[1] != "report" {
      #expect(command[0] == "redit")
      let result = try Tool.run(Array(command.dropFirst()), in: scratch.folder)
      #expect(result.errors.isEmpty, "\(command): \(result.errors)")
      // Undecided, as much is with so few groups, is not wrong.
      #expect(result.status == 0, "\(command)")
      guard command[1] == "plot", let file = command.last else { continue }
      let figure = InlineFigure(
        svg: try scratch.read(file), name: figureName(command), words: ""
      ).markup.text
      let drawing = figure.drop { $0 != ">" }
      #expect(drawing.count > 5000 && page.text.contains(drawing), "\(file)")
    }
    #expect(commands.first.map { Array($0.prefix(3)) } == ["redit", "report", "DIR"])
    #expect(try ReportCommand.parse(Array(commands[0].dropFirst(2))).sampling.seed == 5)
  }

  /// `redit plot five_arms.csv --y snr ...` draws the figure `five_arms-snr`.
  private func figureName(_ command: [String]) -> String {
    command[2].replacing(".csv", with: "") + "-" + command[4]
  }
}

extension ReportPageText {
  /// Targets of `url(#...)`.
  var urls: [String] { text.matches(of: #/url\((#[^)]*)\)/#).map { String($0.1) } }
}

/// Numbers to two digits of their error.
struct ReportNumberTests {
  @Test(arguments: [
    (0.18795, 0.00012, "0.18795"), (2.6, 0.034, "2.600"), (1234.5, 31, "1234"),
    (3.3e-10, 2.4e-10, "3.3e-10"), (5.235e-6, 2.5e-8, "5.235e-06"), (0, 1e-9, "0.0e+00"),
  ])
  func `as many digits as the error allows`(value: Double, error: Double, text: String) {
    #expect(ReportClaims.number(value, error: error) == text)
  }
}
