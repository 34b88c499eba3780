/// The files that name the version agree on it, and on its day.
enum ReleaseRule {
  /// The version that the tool prints.
  static func version(of source: String) -> String? {
    source.firstMatch(of: #/static let current = "([^"]+)"/#).map { String($0.1) }
  }

  /// The newest release of a changelog, what is not released yet aside.
  static func release(of changelog: String) -> (version: String, day: String)? {
    changelog.firstMatch(of: #/(?m)^## \[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)$/#).map {
      (String($0.1), String($0.2))
    }
  }

  /// What does not agree, in words.
  static func faults(source: String, changelog: String, citation: String) -> [String] {
    guard let version = version(of: source) else { return ["Version.swift: no version"] }
    guard let release = release(of: changelog) else { return ["CHANGELOG.md: no release"] }
    let told = citation.firstMatch(of: #/(?m)^version: "?([^"\n]+)"?$/#)?.1
    let day = citation.firstMatch(of: #/(?m)^date-released: "?([^"\n]+)"?$/#)?.1
    return [
      release.version == version
        ? nil : "CHANGELOG.md: newest release \(release.version), the tool is \(version)",
      told.map(String.init) == version
        ? nil : "CITATION.cff: version \(told ?? "missing"), the tool is \(version)",
      day.map(String.init) == release.day
        ? nil : "CITATION.cff: released \(day ?? "never"), CHANGELOG.md says \(release.day)",
    ].compactMap { $0 }
  }
}
