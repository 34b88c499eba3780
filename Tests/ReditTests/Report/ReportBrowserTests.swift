import Foundation
import Testing

/// The page in a real browser.
@Suite(
  .enabled(if: Chromium.executable != nil, "no chromium on the PATH: apt-get install chromium"))
struct ReportBrowserTests {
  /// What a page measures of itself once it is laid out.
  private struct Layout: Decodable {
    let tables, rows, figures, labels, overflow: Int
  }

  private static let probe = """
    <script>addEventListener("load", () => {
      const all = s => [...document.querySelectorAll(s)];
      all("details").forEach(e => e.open = true);
      const high = (s, h) => all(s).filter(e => e.getBoundingClientRect().height > h).length;
      document.body.dataset.layout = JSON.stringify({
        tables: high("table", 40), rows: high("tbody tr", 10), figures: high("figure svg", 200),
        labels: all("td[data-label]").filter(
          e => getComputedStyle(e, "::before").content !== "none" && e.textContent).length,
        overflow: document.documentElement.scrollWidth - innerWidth });
    })</script></body>
    """

  /// The page with a script that measures it, which its own policy would forbid.
  private static func layout(of page: ReportPageText, width: Int) throws -> Layout {
    let open = page.text.replacing("default-src 'none'; ", with: "")
    let measured = open.replacing("</body>", with: probe)
    let document = try Chromium.open(measured, width: width, in: Scratch()).document
    let value = try #require(ReportPageText(text: document).values(of: "data-layout").first)
    return try JSONDecoder().decode(Layout.self, from: Data(value.utf8))
  }

  @Test func `the browser builds the document as it was written, without complaint`() throws {
    let page = try ReportTests.page
    let (document, console) = try Chromium.open(page.text, in: Scratch())
    #expect(console.isEmpty)
    let built = ReportPageText(text: document)
    #expect(built.rowCount == page.rowCount && page.rowCount > 100)
    #expect(built.commands == page.commands)
    #expect(built.values(of: "id") == page.values(of: "id"))
  }

  @Test func `a resource from elsewhere would be noticed`() throws {
    let image = "<img src=\"https://example.org/picture.png\" alt=\"\"></body>"
    let page = try ReportTests.page.text.replacing("</body>", with: image)
    #expect(try !Chromium.open(page, in: Scratch()).console.isEmpty)
  }

  @Test(arguments: [1280, 500])
  func `tables and figures are laid out, nothing sticks out`(width: Int) throws {
    let page = try ReportTests.page
    let layout = try Self.layout(of: page, width: width)
    #expect(layout.rows == page.rowCount)
    #expect(layout.tables == page.text.matches(of: #/<table/#).count)
    #expect(layout.figures == 5)
    #expect(layout.overflow <= 0)
    // On a phone a row is a card whose cells bear the names of their columns.
    #expect((layout.labels > 0) == (width < 800))
  }

  /// A4, by the browser's own printing; the folded tables stay folded.
  @Test func `the page prints on fewer than twenty sheets`() throws {
    let pdf = try Chromium.print(try ReportTests.page.text, in: Scratch())
    let text = String(decoding: pdf, as: Unicode.ASCII.self)
    let pages = text.matches(of: #/\/Type *\/Page\b/#).count
    #expect((3..<20).contains(pages), "\(pages) pages")
  }
}
