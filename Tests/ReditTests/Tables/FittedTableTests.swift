import TestSupport
import Testing

@testable import redit

/// Tables fit the width they are given, say what they leave out, and keep what answers the question.
struct FittedTableTests {
  private static let columns = [
    FittedTable.Column(title: "policy", lift: ""),
    FittedTable.Column(title: "G", isNumber: true, lift: "G"),
    FittedTable.Column(title: "variance", isNumber: true),
    FittedTable.Column(title: "cosine", isNumber: true, rank: 2, lift: "cosine"),
    FittedTable.Column(title: "silent", isNumber: true, rank: 1),
  ]

  @Test func `what every row says stands above the table`() {
    let table = FittedTable(
      Self.columns, rows: [["a", "8", "0.5", "1", "0.2"], ["b", "8", "0.25", "1", "0.3"]])
    let text = table.text(.terminal, width: nil) { $0.joined(separator: ", ") }
    #expect(
      text == """
        G 8, cosine 1

        policy variance silent
        ------ -------- ------
        a           0.5    0.2
        b          0.25    0.3

        """)
  }

  @Test func `columns give way by rank, and are named`() {
    let table = FittedTable(
      Self.columns, rows: [["a", "8", "0.5", "1", "0.2"], ["b", "8", "0.25", "0.9", "0.3"]])
    // policy 6, variance 8, cosine 6, silent 6, three spaces: 29.
    #expect(table.layout(.terminal, width: 29).hidden == [])
    #expect(table.layout(.terminal, width: 28).hidden == ["cosine"])
    #expect(table.layout(.terminal, width: 21).hidden == ["cosine", "silent"])
    #expect(table.text(.terminal, width: 28) { _ in "" }.contains("not shown: cosine"))
    #expect(!table.text(.terminal, width: 29) { _ in "" }.contains("not shown"))
  }

  @Test func `long texts of several lines are cut to one`() {
    let prompt = "Solve\n\tfor x: \u{1B}[31m" + String(repeating: "very ", count: 40)
    let table = FittedTable(
      Self.columns, rows: [[prompt, "8", "0.5", "1", "0.2"], ["b", "8", "0.25", "0.9", "0.3"]])
    let lines = table.layout(.terminal, width: 40).table.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.allSatisfy { String($0).columns <= 40 })
    #expect(lines[2].hasPrefix("Solve  for x: \u{FFFD}[31m"))
    #expect(lines[2].contains("…"))
    let wide = table.text(.terminal, width: nil) { _ in "" }.split(separator: "\n")
    #expect(wide.count == 4 && wide[2].contains("very very") && !wide[2].contains("…"))
  }

  /// Any table of texts and numbers, down to what numbers and 8 columns of each text need.
  @Test func `no line is wider than the width`() throws {
    var random = SplitMix(seed: 7)
    let letters = Array("ab c…漢字\n\t|é")
    for _ in 0..<300 {
      let columns = (0..<Int.random(in: 1...6, using: &random)).map { index in
        FittedTable.Column(
          title: "c\(index)", isNumber: Bool.random(using: &random),
          rank: Int.random(in: 0...2, using: &random), lift: Bool.random(using: &random) ? "" : nil)
      }
      let rows = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        columns.map { column in
          let known = column.isNumber ? Array("0123456789") : letters
          return String(
            (0..<Int.random(in: 0...(column.isNumber ? 8 : 60), using: &random)).map { _ in
              known.randomElement(using: &random)!
            })
        }
      }
      let table = FittedTable(columns, rows: rows)
      for width in [80, 60, 55] {
        let layout = table.layout(.terminal, width: width)
        let widths = layout.table.split(separator: "\n").map { String($0).columns }
        #expect(widths.allSatisfy { $0 <= width }, "\(width): \(layout.table)")
        #expect(layout.table.count { $0 == "\n" } == rows.count + 2)
      }
    }
  }

  @Test func `wide characters take two columns`() {
    #expect("漢字a".columns == 5)
    #expect("漢字漢字".shortened(to: 6) == "漢字…")
    #expect("abcdef".shortened(to: 6) == "abcdef")
  }

  @Test func `Markdown keeps every column and escapes bars`() {
    let table = FittedTable(
      Self.columns, rows: [["a|b", "8", "0.5", "1", "0.2"], ["b", "4", "0.25", "0.9", "0.3"]])
    #expect(
      table.text(.markdown, width: nil) { _ in "" } == """
        | policy | G | variance | cosine | silent |
        | --- | ---: | ---: | ---: | ---: |
        | a\\|b | 8 | 0.5 | 1 | 0.2 |
        | b | 4 | 0.25 | 0.9 | 0.3 |

        """)
  }

  @Test func `text breaks between words`() {
    #expect("one two three".wrapped(to: 8) == "one two\nthree")
    #expect("one\ntwo three".wrapped(to: 5) == "one\ntwo\nthree")
    #expect("incomprehensible".wrapped(to: 6) == "incom…")
    #expect("  a: one two".wrapped(to: 9) == "  a: one\n    two")
    #expect("one two".wrapped(to: nil) == "one two")
  }
}
