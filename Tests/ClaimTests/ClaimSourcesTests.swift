import Analysis
import Foundation
import Testing
import Training

/// Every claim points to what is there; its lesson decides it.
struct ClaimSourcesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: Self.root.appending(path: path).path)
  }

  @Test(arguments: Claim.catalogue.map(\.name))
  func `law, proofs, test and lesson are files that speak of the claim`(name: String) throws {
    let sources = try #require(ClaimSources(name))
    for path in [sources.law, sources.test, sources.lesson] + sources.proofs {
      let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
      #expect(text.contains(name), "\(path)")
    }
    for proof in ["proofs/\(name).md", "proofs/\(name).v"] {
      #expect(exists(proof) == sources.proofs.contains(proof), "\(proof)")
    }
    let lesson = try String(contentsOf: Self.root.appending(path: sources.lesson), encoding: .utf8)
    let decided = try Regex(#"redit\.verify\(claim=(\[[^\]]*)?""# + name + "\"")
    #expect(lesson.contains(decided), "\(sources.lesson)")
  }

  @Test func `a claim of somebody else has no place here`() {
    #expect(ClaimSources("AlongValue") == nil)
  }
}
