import Foundation
import Testing

@Test func `the top level holds the agreed names only`() throws {
  let files = try House().files
  #expect(files.contains("Package.swift"))
  #expect(FileRule.strangers(in: files).isEmpty)
}

@Test func `the top-level rule refuses a stranger`() {
  let files = ["Sources/A/B.swift", "docs/guide.md", "notes.txt", ".ci/run"]
  #expect(FileRule.strangers(in: files) == ["docs", "notes.txt"])
}

@Test func `no Swift file has more than 400 lines`() throws {
  let house = try House()
  for file in house.swiftFiles(under: "Sources") + house.swiftFiles(under: "Tests") {
    #expect(!FileRule.isTooLong(file.text), "\(file.path)")
  }
}

@Test func `the length rule counts lines`() {
  #expect(!FileRule.isTooLong(String(repeating: "x\n", count: 400)))
  #expect(FileRule.isTooLong(String(repeating: "x\n", count: 401)))
}

@Test func `no file names a place of one machine`() throws {
  let house = try House()
  for path in house.files {
    guard let text = house.text(path) else { continue }
    let found = FileRule.traces(in: text)
    #expect(found.isEmpty, "\(path) mentions \(found)")
    #expect(!text.contains(house.root.path + "/"), "\(path) mentions the folder of this clone")
  }
}

@Test func `the machine rule refuses paths and words, and leaves addresses alone`() {
  let slash = "/"
  #expect(FileRule.traces(in: "see \(slash)home/ada/x") == ["\(slash)home/ada"])
  #expect(FileRule.traces(in: "cd '\(slash)tmp/build'") == ["\(slash)tmp/build"])
  #expect(FileRule.traces(in: "\(slash)Users/ada/x").count == 1)
  #expect(FileRule.traces(in: "asked by the C" + "EO") == ["C" + "EO"])
  #expect(FileRule.traces(in: "https:\(slash)\(slash)example.org\(slash)home/ada").isEmpty)
  #expect(FileRule.traces(in: "data\(slash)work/notes, and/or").isEmpty)
}

@Test func `the licence is the GNU General Public License 3`() throws {
  let licence = try #require(try House().text("LICENSE"))
  #expect(FileRule.isGPL3(licence))
}

@Test func `the licence rule refuses the Lesser licence`() {
  let lesser = "  GNU LESSER GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007\n"
  #expect(!FileRule.isGPL3(lesser))
  #expect(!FileRule.isGPL3("MIT License\n"))
}
