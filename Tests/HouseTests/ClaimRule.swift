/// One claim, one name: in a catalogue (`Claim.all` of one step, `Claim.catalogue` adds whole runs), in
/// the folder `Claims` of the same module, which holds nothing else beside its `Support`, and in
/// `Tests/ClaimTests`, where files whose names begin with `Claim` are about all of them.
enum ClaimRule {
  /// The catalogue of each module that has claims, and the folder of their files.
  static let places = [
    (
      catalogue: "Sources/Analysis/Catalogue/ClaimCatalogue.swift",
      folder: "Sources/Analysis/Claims/"
    ),
    (
      catalogue: "Sources/Training/Catalogue/ClaimCatalogue.swift",
      folder: "Sources/Training/Claims/"
    ),
  ]
  static let testFolder = "Tests/ClaimTests/"
  static let proofFolder = "proofs/"
  /// Claims about what is measured: no theorem, hence no proof.
  static let measured: Set<String> = ["FasterConvergence", "NoiseSchedule"]

  /// The claims that have a file in a claims' folder.
  static func sources(in files: [String]) -> Set<String> {
    places.reduce(into: []) { $0.formUnion(names(in: files, folder: $1.folder, ending: ".swift")) }
  }

  /// The claims that have a test file.
  static func tests(in files: [String]) -> Set<String> {
    names(in: files, folder: testFolder, ending: "Tests.swift").filter { !$0.hasPrefix("Claim") }
  }

  /// What has a proof on paper.
  static func proofs(in files: [String]) -> Set<String> {
    names(in: files, folder: proofFolder, ending: ".md").subtracting(["README"])
  }

  /// Theorems without a proof and proofs without a claim, in words.
  static func unproved(_ sources: Set<String>, proofs: Set<String>) -> [String] {
    sources.subtracting(measured).subtracting(proofs).sorted().map {
      "\($0): no file in \(proofFolder)"
    } + proofs.subtracting(sources).sorted().map { "\($0): a proof without a claim" }
  }

  private static func names(in files: [String], folder: String, ending: String) -> Set<String> {
    let names = files.filter { $0.hasPrefix(folder) && $0.hasSuffix(ending) }.map {
      String($0.dropFirst(folder.count).dropLast(ending.count))
    }
    return Set(names.filter { !$0.contains("/") })
  }

  /// The claims that a catalogue lists, in its own order.
  ///
  /// The list is the array `all`, or what `catalogue` adds to it; its elements read `.name`.
  static func catalogued(in source: String) -> [String] {
    let list = #/\b(?:all|catalogue)\s*:\s*\[Claim\]\s*=\s*(?:all\s*\+\s*)?\[([^\]]*)\]/#
    return withoutComments(source).matches(of: list).flatMap { match in
      match.1.split(separator: ",").compactMap { element in
        let word = element.trimmingPrefix(while: \.isWhitespace)
        guard let name = word.prefixMatch(of: #/\.([a-z]\w*)/#)?.1 else { return nil }
        return name.prefix(1).uppercased() + name.dropFirst()
      }
    }
  }

  /// Whether a claim's own text gives it the name of its file.
  static func isNamed(_ name: String, in source: String) -> Bool {
    withoutComments(source).contains("name: \"\(name)\"")
  }

  /// What is missing in one of the three places, in words.
  static func violations(sources: Set<String>, tests: Set<String>, catalogued: [String])
    -> [String]
  {
    let listed = Set(catalogued)
    let twice = catalogued.count == listed.count ? [] : ["the catalogue lists a claim twice"]
    return twice + listed.subtracting(sources).sorted().map { "\($0): no file in a folder Claims" }
      + sources.subtracting(listed).sorted().map { "\($0): not in the catalogue" }
      + sources.subtracting(tests).sorted().map { "\($0): no file in \(testFolder)" }
      + tests.subtracting(sources).sorted().map { "\($0): a test without a claim" }
  }
}
