import Testing

@Test func `every claim that is a theorem has its proof`() throws {
  let files = try House().files
  let sources = ClaimRule.sources(in: files)
  #expect(ClaimRule.measured.isSubset(of: sources))
  #expect(ClaimRule.unproved(sources, proofs: ClaimRule.proofs(in: files)).isEmpty)
}

@Test func `the claim rule refuses a theorem without a proof`() {
  let files = ["proofs/README.md", "proofs/A.md", "proofs/A.v", "proofs/Orphan.md"]
  let found = ClaimRule.unproved(
    ["A", "B", "NoiseSchedule"], proofs: ClaimRule.proofs(in: files))
  #expect(found == ["B: no file in proofs/", "Orphan: a proof without a claim"])
}

@Test func `every claim has its file in the catalogue, the sources and the tests`() throws {
  let house = try House()
  let sources = ClaimRule.sources(in: house.files)
  #expect(!sources.isEmpty)
  var catalogued: [String] = []
  for place in ClaimRule.places {
    let catalogue = try #require(house.text(place.catalogue))
    let names = ClaimRule.catalogued(in: catalogue)
    for name in names {
      let text = try #require(house.text(place.folder + name + ".swift"), "\(name)")
      #expect(ClaimRule.isNamed(name, in: text), "\(name).swift does not name its claim so")
    }
    catalogued += names
  }
  let found = ClaimRule.violations(
    sources: sources, tests: ClaimRule.tests(in: house.files), catalogued: catalogued)
  #expect(found.isEmpty)
}

@Test func `the claim rule reads names from paths and leaves support files out`() {
  let files = [
    "Sources/Analysis/Catalogue/ClaimCatalogue.swift", "Sources/Analysis/Claims/SilentGroups.swift",
    "Sources/Analysis/Claims/Support/ReferencePrompts.swift",
    "Sources/Training/Claims/NoiseSchedule.swift", "Sources/Training/LearningRun.swift",
    "Sources/Analysis/Sweep.swift", "Tests/ClaimTests/SilentGroupsTests.swift",
    "Tests/ClaimTests/ClaimCatalogueTests.swift", "Tests/ClaimTests/Support.swift",
  ]
  #expect(ClaimRule.sources(in: files) == ["SilentGroups", "NoiseSchedule"])
  #expect(ClaimRule.tests(in: files) == ["SilentGroups"])
}

@Test func `the claim rule reads the catalogue's list`() {
  let source = """
    public static let all: [Claim] = [
      .clipPenalty,  // .secondMoment
      .silentGroups, .unbiasedGradient,
    ]
    let known = all.map(\\.name)
    """
  let names = ClaimRule.catalogued(in: source)
  #expect(names == ["ClipPenalty", "SilentGroups", "UnbiasedGradient"])
  let more = "public static let catalogue: [Claim] = all + [.fasterConvergence, .noiseSchedule]"
  #expect(ClaimRule.catalogued(in: more) == ["FasterConvergence", "NoiseSchedule"])
}

@Test func `the claim rule refuses a claim whose name is not its file's`() {
  #expect(ClaimRule.isNamed("SilentGroups", in: "Claim(name: \"SilentGroups\", origin: .paper)"))
  #expect(!ClaimRule.isNamed("SilentGroups", in: "Claim(name: \"SilentGroup\", origin: .paper)"))
  #expect(!ClaimRule.isNamed("SilentGroups", in: "// name: \"SilentGroups\""))
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
      "Absent: no file in a folder Claims", "Unlisted: not in the catalogue",
      "Untested: no file in Tests/ClaimTests/", "Orphan: a test without a claim",
    ])
  let twice = ClaimRule.violations(sources: ["A"], tests: ["A"], catalogued: ["A", "A"])
  #expect(twice == ["the catalogue lists a claim twice"])
}
