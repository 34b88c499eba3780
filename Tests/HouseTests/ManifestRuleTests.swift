import Testing

@Test func `every dependency has its line in CONTRIBUTING`() throws {
  let house = try House()
  let manifest = try #require(house.text("Package.swift"))
  let contributing = try #require(house.text("CONTRIBUTING.md"))
  let dependencies = ManifestRule.outsideDependencies(in: manifest)
  #expect(dependencies.contains("gsl") && dependencies.contains("swift-argument-parser"))
  #expect(ManifestRule.unexplained(dependencies + ["gnuplot"], in: contributing).isEmpty)
}

@Test func `the manifest rule sees packages and system libraries, not comments`() {
  let manifest = """
    .systemLibrary(name: "CZ", pkgConfig: "zlib"),
    // .package(url: "https://example.org/a/absent", from: "1.0.0"),
    .package(url: "https://example.org/a/first", from: "1.0.0"),
    .package(
      url: "https://example.org/b/second.git", from: "2.0.0"),
    """
  let found = ManifestRule.outsideDependencies(in: manifest)
  #expect(found == ["first", "second", "zlib"])
}

@Test func `the manifest rule refuses a dependency without a reason`() {
  let table = """
    | dependency | why |
    |---|---|
    | First | parses |
    | second | |
    Third is praised outside the table.
    """
  let found = ManifestRule.unexplained(["first", "second", "third"], in: table)
  #expect(found == ["second", "third"])
}

@Test func `the manifest rule reads a target's dependencies`() {
  let manifest = """
    .target(name: "A", dependencies: ["B", real], swiftSettings: strict),
    .target(
      name: "Long",
      dependencies: [
        "A", "C",
      ]),
    """
  #expect(ManifestRule.dependencies(of: "A", in: manifest) == ["B"])
  #expect(ManifestRule.dependencies(of: "Long", in: manifest) == ["A", "C"])
  #expect(ManifestRule.dependencies(of: "None", in: manifest) == nil)
}
