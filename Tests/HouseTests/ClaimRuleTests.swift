import Testing

@Test func `every claim has its file in the catalogue, the sources and the tests`() throws {
  let house = try House()
  let support = house.swiftFiles(under: "Sources/Analysis/Claims").filter {
    $0.path.hasPrefix(ClaimRule.sourceFolder + "Claim")
  }
  let sources = ClaimRule.sources(in: house.files)
  #expect(!sources.isEmpty)
  let found = ClaimRule.violations(
    sources: sources, tests: ClaimRule.tests(in: house.files),
    catalogued: support.flatMap { ClaimRule.catalogued(in: $0.text) })
  #expect(found.isEmpty)
}

@Test func `the claim rule reads names from paths and leaves support files out`() {
  let files = [
    "Sources/Analysis/Claims/ClaimCatalogue.swift", "Sources/Analysis/Claims/SilentGroups.swift",
    "Sources/Analysis/Sweep.swift", "Tests/ClaimTests/SilentGroupsTests.swift",
    "Tests/ClaimTests/ClaimCatalogueTests.swift", "Tests/ClaimTests/Support.swift",
  ]
  #expect(ClaimRule.sources(in: files) == ["SilentGroups"])
  #expect(ClaimRule.tests(in: files) == ["SilentGroups"])
}

@Test(arguments: [
  "public static let all: [any Claim.Type] = [ClipPenalty.self, SilentGroups.self]",
  "static var all: [Claim] {\n  [\n    .clipPenalty,  // SecondMoment\n    .silentGroups,\n  ]\n}",
  "let allClaims = [ClipPenalty.claim, SilentGroups.claim]",
])
func `the claim rule reads the catalogue's list`(source: String) {
  #expect(ClaimRule.catalogued(in: source) == ["ClipPenalty", "SilentGroups"])
}

@Test func `the claim rule refuses a claim that misses one of its places`() {
  let complete = ClaimRule.violations(
    sources: ["A", "B"], tests: ["A", "B"], catalogued: ["B", "A"])
  #expect(complete.isEmpty)
  let found = ClaimRule.violations(
    sources: ["A", "Unlisted", "Untested"], tests: ["A", "Orphan", "Unlisted"],
    catalogued: ["A", "Absent", "Untested"])
  #expect(
    found == [
      "Absent: no file in Sources/Analysis/Claims/", "Unlisted: not in the catalogue",
      "Untested: no file in Tests/ClaimTests/", "Orphan: a test without a claim",
    ])
  let twice = ClaimRule.violations(sources: ["A"], tests: ["A"], catalogued: ["A", "A"])
  #expect(twice == ["the catalogue lists a claim twice"])
}
