import Testing

/// A family of noise is one file, and a line of the registry.
struct NoiseRuleTests {
  /// The laws that these files declare and the registry does not list.
  private func forgotten(_ files: [(path: String, text: String)], registry: String) -> [String] {
    files.flatMap { file in
      withoutComments(file.text).split(separator: "\n").compactMap { line in
        let words = line.split { !$0.isLetter && !$0.isNumber }
        guard words.contains("struct"), words.contains("NoiseLaw") else { return nil }
        return String(words[words.firstIndex(of: "struct")! + 1])
      }
    }.filter { !registry.contains("    \($0).self,\n") }
  }

  @Test func `every law of noise is in the registry`() throws {
    let house = try House()
    let files = house.swiftFiles(under: "Sources/GRPO/Noise")
    let registry = try #require(house.text("Sources/GRPO/Noise/NoiseFamilies.swift"))
    #expect(files.count > 5)
    #expect(forgotten(files, registry: registry) == [])
    #expect(forgotten(files, registry: "").count == registry.split(separator: ".self,").count - 1)
  }

  @Test func `a law that the registry does not list is found`() {
    let file = (path: "Sources/GRPO/Noise/X.swift", text: "public struct XNoise: NoiseLaw {\n}\n")
    #expect(forgotten([file], registry: "    YNoise.self,\n") == ["XNoise"])
    #expect(forgotten([file], registry: "    XNoise.self,\n") == [])
  }
}
