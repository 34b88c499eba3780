import Foundation
import Testing

/// The Swift code that the project's texts show is compiled, run, and prints what they say it prints.
struct SwiftGuideTests {
  private static let guide = "notebooks-md/swift-guide.md"

  @Test func `the guide's program prints what the guide shows`() throws {
    let blocks = try blocks(of: Self.guide)
    let program = blocks.filter { $0.language == "swift" }.map(\.text).joined(separator: "\n")
    let shown = blocks.filter { $0.language == "text" }.map(\.text).joined()
    #expect(try SwiftProgram.output(of: program) == shown)
  }

  /// A block that prints is followed by its output; the others define policy, reward and claim.
  @Test func `the guide's policy, reward and claim take less than sixty lines`() throws {
    let blocks = try blocks(of: Self.guide)
    let followers = blocks.dropFirst().map(\.language) + [""]
    let definitions = zip(blocks, followers).filter { $0.language == "swift" && $1 != "text" }
    #expect(definitions.count == 4)  // imports, policy, reward, claim
    let lines = definitions.reduce(0) { $0 + $1.0.codeLines.count }
    #expect((30..<60).contains(lines), "\(lines) lines")
  }

  @Test func `the guide's manifest is one, and names a product that there is`() throws {
    let manifest = try #require(
      try blocks(of: Self.guide).first { $0.language == "swift package" })
    let json = try SwiftProgram.manifest(manifest.text)
    #expect(json.contains(#""product""#) && json.contains(#""Analysis""#))
    let own = try String(
      contentsOf: Tool.packageRoot.appending(path: "Package.swift"), encoding: .utf8)
    #expect(own.contains(#".library(name: "Analysis""#) && own.contains(#"name: "redit","#))
  }

  @Test(arguments: [
    "README.md", "Sources/GSL/GSL.docc/GSL.md", "Sources/GRPO/GRPO.docc/GRPO.md",
    "Sources/Policies/Policies.docc/Policies.md", "Sources/Analysis/Analysis.docc/Analysis.md",
    "Sources/Training/Training.docc/Training.md",
  ])
  func `the example of a page runs`(page: String) throws {
    let examples = try blocks(of: page).filter { $0.language == "swift" }
    #expect(examples.count == 1)
    for example in examples {
      #expect(!(try SwiftProgram.output(of: example.text)).isEmpty)
    }
  }

  @Test func `a program that is wrong is refused`() throws {
    #expect(throws: SwiftProgram.Failure.self) {
      _ = try SwiftProgram.output(of: "import Analysis\nprint(Claim.none)\n")
    }
    #expect(throws: SwiftProgram.Failure.self) {
      _ = try SwiftProgram.output(of: "import Analysis\n_ = try Claim.named(\"Nobody\")\n")
    }
  }

  @Test func `blocks are read with their language, in order`() {
    let text = "a\n```swift\nlet x = 1\n\n// no code\n```\nb\n```\nc\n```\n"
    let blocks = MarkdownBlock.all(in: text)
    #expect(blocks.map(\.language) == ["swift", ""])
    #expect(blocks.map(\.text) == ["let x = 1\n\n// no code\n", "c\n"])
    #expect(blocks[0].codeLines == ["let x = 1"])
  }

  private func blocks(of page: String) throws -> [MarkdownBlock] {
    MarkdownBlock.all(
      in: try String(contentsOf: Tool.packageRoot.appending(path: page), encoding: .utf8))
  }
}
