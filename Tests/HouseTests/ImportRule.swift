/// Imports go one way: CGSL <- GSL <- {GRPO, Policies} <- Analysis <- {Training, Audit} <- redit,
/// Logs <- Audit, and Platform <- {Logs, redit}.
enum ImportRule {
  /// For each module, the modules of the house that it may import.
  static let allowed: [String: Set<String>] = [
    "GSL": ["CGSL"],
    "GRPO": ["GSL"],
    "Policies": ["GSL"],
    "Analysis": ["GSL", "GRPO", "Policies"],
    "Training": ["GSL", "GRPO", "Policies", "Analysis"],
    "Platform": ["CPlatform"],
    "Logs": ["Platform"],
    "Audit": ["Logs", "GSL", "GRPO", "Analysis"],
    "redit": ["GSL", "GRPO", "Policies", "Analysis", "Training", "Logs", "Audit", "Platform"],
  ]

  private static let house = Set(allowed.keys).union(["CGSL", "CPlatform"])

  /// The modules that a source text imports; a comment imports nothing.
  static func imports(in source: String) -> [String] {
    withoutComments(source).split(separator: "\n").flatMap { $0.split(separator: ";") }.compactMap {
      var words = $0.split(whereSeparator: \.isWhitespace)
      while let first = words.first, first != "import" {
        guard first.hasPrefix("@") || accessLevels.contains(String(first)) else { return nil }
        words.removeFirst()
      }
      let names = words.dropFirst().drop { kinds.contains(String($0)) }
      return names.first.map { String($0.prefix { $0 != "." }) }
    }
  }

  /// What a file of `module` imports against the rule.
  static func violations(module: String, source: String) -> [String] {
    imports(in: source).filter { name in
      if name.hasPrefix("Foundation") { return allowed[module] != nil && module != "Platform" }
      if name == "CPlatform" { return module != "Platform" }
      if name == "CGSL" { return module != "GSL" }
      guard house.contains(name), let allowed = allowed[module] else { return false }
      return !allowed.contains(name)
    }
  }

  private static let accessLevels: Set<String> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
  private static let kinds: Set<String> = [
    "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
  ]
}

/// Swift source with its comments blanked out (a `//` inside a string literal counts as one).
func withoutComments(_ source: String) -> String {
  source.replacing(#/(?s)/\*.*?\*//#, with: " ").replacing(#/(?m)//.*$/#, with: "")
}
