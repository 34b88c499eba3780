import Testing

struct ReleaseRuleTests {
  @Test func `version, changelog and citation agree`() throws {
    let house = try House()
    #expect(
      ReleaseRule.faults(
        source: try #require(house.text("Sources/redit/Words/Version.swift")),
        changelog: try #require(house.text("CHANGELOG.md")),
        citation: try #require(house.text("CITATION.cff"))) == [])
  }

  private static let source = #"static let current = "1.2.0""#
  private static let changelog =
    "## [Unreleased]\n\n## [1.2.0] - 2030-01-02\n\n## [1.1.0] - 2029-01-02\n"
  private static let citation = "cff-version: 1.2.0\nversion: 1.2.0\ndate-released: 2030-01-02\n"

  @Test func `the release rule refuses whatever is left behind`() {
    let faults = { (source: String, changelog: String, citation: String) in
      ReleaseRule.faults(source: source, changelog: changelog, citation: citation).count
    }
    #expect(faults(Self.source, Self.changelog, Self.citation) == 0)
    // A version raised in the tool alone.
    #expect(faults(Self.source.replacing("1.2", with: "1.3"), Self.changelog, Self.citation) == 2)
    #expect(faults(Self.source, Self.changelog.replacing("1.2", with: "1.3"), Self.citation) == 1)
    #expect(faults(Self.source, Self.changelog, Self.citation.replacing("2030", with: "2031")) == 1)
    #expect(faults(Self.source, Self.changelog, "cff-version: 1.2.0\n") == 2)
    #expect(faults("", Self.changelog, Self.citation) == 1)
    #expect(faults(Self.source, "## [Unreleased]\n", Self.citation) == 1)
  }
}
