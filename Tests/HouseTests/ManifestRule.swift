/// What Package.swift says, read from its text, and what CONTRIBUTING.md must say about it.
enum ManifestRule {
  /// The names in a target's dependency list; nil without such a target.
  static func dependencies(of target: String, in manifest: String) -> Set<String>? {
    let pattern = #/name: "(\w+)",\s*dependencies: \[([^\]]*)\]/#
    guard let match = manifest.matches(of: pattern).first(where: { $0.1 == target }) else {
      return nil
    }
    return Set(match.2.matches(of: #/"(\w+)"/#).map { String($0.1) })
  }

  /// The names of the packages and system libraries that the manifest draws on.
  static func outsideDependencies(in manifest: String) -> [String] {
    let code = manifest.replacing(#/(?m)^\s*//.*$/#, with: "")
    let packages = code.matches(of: #/\.package\(\s*url: "[^"]*/([^"/]+?)(?:\.git)?"/#)
    let libraries = code.matches(of: #/pkgConfig: "([^"]+)"/#)
    return packages.map { String($0.1) } + libraries.map { String($0.1) }
  }

  /// The dependencies without a line of a table that says why they are there.
  static func unexplained(_ dependencies: [String], in contributing: String) -> [String] {
    let rows = contributing.split(separator: "\n").filter { $0.hasPrefix("|") }.map { row in
      row.split(separator: "|").map { $0.trimmingPrefix(while: \.isWhitespace) }
    }
    return dependencies.filter { name in
      !rows.contains { cells in
        guard cells.count >= 2, let reason = cells.last else { return false }
        return cells[0].lowercased().contains(name.lowercased())
          && reason.contains(where: \.isLetter)
      }
    }
  }
}
