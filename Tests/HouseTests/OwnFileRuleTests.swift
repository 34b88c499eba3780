import Testing

@Test func `a type that many files use stands in a file of its name`() throws {
  for found in OwnFileRule(try House().swiftFiles(under: "Sources")).violations {
    Issue.record("\(found.type), used by \(found.users) files, stands in \(found.path)")
  }
}

@Test func `the rule of own files counts users, but no comments, longer words or private types`() {
  let users = ["B", "C", "D"].map { (path: "Sources/M/\($0).swift", text: "let a: Shared") }
  let home = (
    path: "Sources/M/Home.swift",
    text: "public struct Home {}\nstruct Shared {}\nprivate struct Own {}\nstruct Few {}"
  )
  let found = OwnFileRule(
    users + [home, ("Sources/M/E.swift", "// Few Own Home\nlet few: Few, sharedFew: Int")]
  ).violations
  #expect(found.map(\.type) == ["Shared"])
  #expect(found.map(\.users) == [3])
  #expect(OwnFileRule(users.dropLast() + [home]).violations.isEmpty)
  #expect(
    OwnFileRule(users + [("Sources/M/Shared.swift", "struct Shared {}")]).violations.isEmpty)
}
