/// Tests stand as the sources do: `XTests.swift`, X a type or a file of the sources, stands in X's folder under
/// the tests of X's module.
///
/// Any other test file is about a topic and stands where that belongs. Claims and their catalogues are
/// tested in `Tests/ClaimTests`, whatever their module.
struct MirrorRule {
  /// Test files of a type that stand elsewhere, each with its reason.
  static let exceptions: [String: String] = [
    "Tests/GSLTests/ZScoreTests.swift": "of TestSupport, which has no tests of its own; needs draws"
  ]

  /// For each type and file of the sources the folders where its tests may stand.
  private var places: [Substring: Set<String>] = [:]

  /// - Parameter sources: paths that begin with `Sources/MODULE/`, with their texts.
  init(_ sources: [(path: String, text: String)]) {
    for file in sources {
      let name = file.path.split(separator: "/").last!.dropLast(".swift".count)
      for type in CircleRule.declarations(in: withoutComments(file.text)) + [name] {
        places[type, default: []].insert(Self.place(of: file.path))
      }
    }
  }

  /// The folder of the tests of a source file.
  private static func place(of source: String) -> String {
    let parts = source.split(separator: "/")
    let folders = parts[2..<(parts.count - 1)]
    if folders.first == "Claims" || folders.first == "Catalogue" {
      return (["Tests", "ClaimTests"] + folders.dropFirst()).joined(separator: "/")
    }
    let module = parts[1].prefix(1).uppercased() + parts[1].dropFirst()
    return (["Tests", module + "Tests"] + folders.map(String.init)).joined(separator: "/")
  }

  /// Test files that stand in another folder, in words.
  func violations(_ tests: [String]) -> [String] {
    tests.compactMap { path in
      guard path.hasSuffix("Tests.swift"), Self.exceptions[path] == nil else { return nil }
      let parts = path.split(separator: "/")
      let folder = parts.dropLast().joined(separator: "/")
      guard let wanted = places[parts.last!.dropLast("Tests.swift".count)],
        !wanted.contains(folder)
      else { return nil }
      return "\(path) should stand in \(wanted.sorted().joined(separator: " or "))"
    }
  }
}
