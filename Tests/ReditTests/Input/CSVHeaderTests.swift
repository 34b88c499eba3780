import Foundation
import Testing

@testable import redit

/// Which column a name is: a wrong one would be read as numbers without a word.
struct CSVHeaderTests {
  private func header(_ text: String) throws -> (CSVHeader, CSVScanner) {
    var scanner = try CSVScanner(Data(text.utf8))
    return (try CSVHeader(&scanner), scanner)
  }

  @Test func `a name leads to its place, blanks around it do not count`() throws {
    let (header, _) = try header("a, b ,\"c,d\",A\n1,2,3,4\n")
    #expect(header.names == ["a", "b", "c,d", "A"])
    #expect(["a", "b", "c,d", "A"].map { header[$0] } == [0, 1, 2, 3])
    #expect(header["c"] == nil && header[""] == nil && header[" b "] == nil)
  }

  @Test func `columns without a name may be several, a name stands once`() throws {
    #expect(try header(",a,\n1,2,3\n").0["a"] == 1)
    let error = #expect(throws: CSVError.self) { try header("a,b, a\n1,2,3\n") }
    #expect(error == CSVError(1, "columns 1 and 3 are both called 'a'"))
    #expect(throws: CSVError(nil, "empty")) { try header("\n\n") }
  }

  @Test(arguments: [
    ("a,b\n1\n", "1 cell under 2 columns"),
    ("a\n1,2\n", "2 cells under 1 column; text with a comma in it needs quotes around it"),
  ])
  func `a row has as many cells as there are columns`(text: String, reason: String) throws {
    var (header, scanner) = try self.header(text)
    #expect(try scanner.next())
    #expect(throws: CSVError(2, reason)) { try header.check(scanner) }
    (header, scanner) = try self.header("a,b\n1,\n")
    #expect(try scanner.next())
    try header.check(scanner)
  }
}
