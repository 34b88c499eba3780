import Testing

@testable import redit

struct VersionTests {
  @Test func `the first line is the version, the others name commit, library and processor`() throws
  {
    let lines = try Tool.run(["--version"]).output.split(separator: "\n")
    #expect(lines.first.map(String.init) == "redit \(Version.current)")
    #expect(
      lines.dropFirst().compactMap { $0.split(separator: " ").first } == [
        "commit", "GSL", "processor",
      ])
    #expect(lines[2].contains(#/^GSL +\d+\.\d+/#))
    #expect(lines[3].contains(#/(x86_64|aarch64), code for/#))
  }
}
