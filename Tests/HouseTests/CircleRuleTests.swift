import Testing

@Test func `folders inside a module go one way, files in no long circle`() throws {
  let files = try House().swiftFiles(under: "Sources")
  #expect(files.count > 100)
  for circle in CircleRule(files).violations {
    Issue.record("a circle: \(circle.joined(separator: ", "))")
  }
}

@Test func `the circle rule refuses two folders that use each other`() {
  let found = CircleRule([
    ("Sources/M/Low/A.swift", "public struct A {}\nextension A { var b: B { B() } }"),
    ("Sources/M/High/B.swift", "final class B { let c = C() }"),
    ("Sources/M/High/C.swift", "struct C { let names = \"A\" }"),
  ]).violations
  #expect(found == [["M/High", "M/Low"]])
}

@Test func `the circle rule refuses four files in a circle and leaves three alone`() {
  func ring(_ names: [String]) -> [(path: String, text: String)] {
    zip(names, names.dropFirst() + names.prefix(1)).map {
      ("Sources/M/\($0).swift", "package indirect enum \($0) { case next(\($1)) }")
    }
  }
  #expect(CircleRule(ring(["A", "B", "C"])).violations.isEmpty)
  let found = CircleRule(ring(["A", "B", "C", "D"])).violations
  #expect(found == [["A", "B", "C", "D"].map { "Sources/M/\($0).swift" }])
}

@Test func `the circle rule looks at what others can see, in one module, outside comments`() {
  let found = CircleRule([
    ("Sources/M/Low/A.swift", "struct A {}\n// B\nprivate struct Own {}\nstruct Twice {}"),
    ("Sources/M/High/B.swift", "struct B { let a: A }\nprivate struct Own {}\nstruct Twice {}"),
    ("Sources/N/C.swift", "struct C { let a: A, b: B }"),
    ("Sources/M/Low/D.swift", "let own: Own, c: C, twice: Twice"),
  ]).violations
  #expect(found.isEmpty)
}
