import Testing

@Test func `every file imports in one direction only`() throws {
  let house = try House()
  for folder in ["Sources", "Tests"] {
    let files = house.swiftFiles(under: folder)
    #expect(!files.isEmpty)
    for file in files {
      let module = String(file.path.split(separator: "/")[1])
      let found = ImportRule.violations(module: module, source: file.text)
      #expect(found.isEmpty, "\(file.path) must not import \(found)")
    }
  }
}

@Test func `the manifest declares the dependencies that the rule allows`() throws {
  let manifest = try #require(try House().text("Package.swift"))
  for (module, allowed) in ImportRule.allowed {
    // A target that needs nothing has no list.
    let found =
      ManifestRule.dependencies(of: module, in: manifest) ?? (allowed.isEmpty ? [] : nil)
    #expect(
      found.map {
        $0.intersection(ImportRule.allowed.keys).union($0.intersection(["CGSL", "CPlatform"]))
      }
        == allowed)
  }
}

@Test(arguments: [
  ("GRPO", "import Policies", ["Policies"]),
  ("Policies", "public import GRPO", ["GRPO"]),
  ("GSL", "import Analysis", ["Analysis"]),
  ("Analysis", "@testable import redit", ["redit"]),
  ("redit", "import CGSL", ["CGSL"]),
  ("redit", "import Foundation", ["Foundation"]),
  ("Analysis", "import Platform", ["Platform"]),
  ("Logs", "import CPlatform", ["CPlatform"]),
  ("AnalysisTests", "private import CGSL", ["CGSL"]),
  ("Analysis", "import GSL\nimport struct Foundation.Date", ["Foundation"]),
  ("GSL", "/// Text.\n  @preconcurrency import FoundationEssentials", ["FoundationEssentials"]),
  ("GSL", "import CGSL; import GRPO", ["GRPO"]),
])
func `the import rule refuses a wrong direction`(module: String, source: String, found: [String]) {
  #expect(ImportRule.violations(module: module, source: source) == found)
}

@Test(arguments: [
  ("GSL", "internal import CGSL"),
  ("Analysis", "public import GRPO\nimport Policies\nimport GSL\nimport RealModule"),
  ("redit", "import Platform\nimport Analysis"),
  ("Platform", "@_exported public import FoundationEssentials"),
  ("ReditTests", "import Foundation\nimport Platform"),
  ("GRPO", "// import Policies\n/* import\nFoundation */\nlet important = 1"),
])
func `the import rule accepts the right direction`(module: String, source: String) {
  #expect(ImportRule.violations(module: module, source: source).isEmpty)
}
