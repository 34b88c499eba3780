import Testing

@Test func `tests stand as the sources do`() throws {
  let house = try House()
  let tests = house.swiftFiles(under: "Tests")
  for found in MirrorRule(house.swiftFiles(under: "Sources")).violations(tests.map(\.path)) {
    Issue.record("\(found)")
  }
  for (path, reason) in MirrorRule.exceptions {
    #expect(tests.contains { $0.path == path }, "an exception without a file: \(path), \(reason)")
  }
}

@Test func `no two suites have one name`() throws {
  var places: [Substring: [String]] = [:]
  for file in try House().swiftFiles(under: "Tests") {
    for type in CircleRule.declarations(in: file.text.replacing("@Suite ", with: ""))
    where type.hasSuffix("Tests") {
      places[type, default: []].append(file.path)
    }
  }
  #expect(places.count > 100)
  for (suite, files) in places where files.count > 1 { Issue.record("\(suite): \(files)") }
}

@Test func `the rule of mirrors knows types, files, modules and claims`() {
  let rule = MirrorRule([
    ("Sources/redit/Tables/Home.swift", "struct Home {}\nstruct Guest {}\n// struct Ghost {}"),
    ("Sources/GSL/Fills.swift", "extension Stream {}"),
    ("Sources/Analysis/Claims/Bound.swift", "extension Claim {}"),
    ("Sources/Training/Claims/Support/Frame.swift", "struct Frame {}"),
    ("Sources/Training/Home.swift", "struct Home {}"),
  ])
  let right = [
    "Tests/ReditTests/Tables/HomeTests.swift", "Tests/ReditTests/Tables/GuestTests.swift",
    "Tests/TrainingTests/HomeTests.swift", "Tests/GSLTests/FillsTests.swift",
    "Tests/ClaimTests/BoundTests.swift", "Tests/ClaimTests/Support/FrameTests.swift",
    "Tests/ReditTests/GhostTests.swift", "Tests/ReditTests/Home.swift",
    "Tests/ReditTests/AnythingTests.swift",
  ]
  #expect(rule.violations(right).isEmpty)
  let wrong = [
    "Tests/ReditTests/HomeTests.swift", "Tests/ReditTests/Files/GuestTests.swift",
    "Tests/GRPOTests/FillsTests.swift", "Tests/AnalysisTests/Claims/BoundTests.swift",
    "Tests/ReditTests/Tables/More/HomeTests.swift",
  ]
  #expect(rule.violations(wrong).count == wrong.count)
  #expect(
    rule.violations([wrong[2]]) == [
      "Tests/GRPOTests/FillsTests.swift should stand in Tests/GSLTests"
    ])
}
