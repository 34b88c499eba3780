import Testing

@testable import Logs

@Suite struct ContentHashTests {
  private func hash(_ text: String) -> ContentHash {
    var hash = ContentHash()
    Array(text.utf8).withUnsafeBytes { hash.add($0) }
    return hash
  }

  /// Values of the reference (isthe.com/chongo/src/fnv/test_fnv.c).
  @Test func `it is FNV-1a`() throws {
    #expect(hash("").text == "cbf29ce484222325")
    #expect(hash("a").text == "af63dc4c8601ec8c")
    #expect(hash("foobar").text == "85944171f73967e8" && hash("foobar").count == 6)
  }

  @Test func `parts are the whole, and files their content`() throws {
    var parts = hash("foo")
    Array("bar".utf8).withUnsafeBytes { parts.add($0) }
    #expect(parts == hash("foobar") && parts != hash("foobaz"))
    let scratch = try Scratch()
    let file = try HashedFile(reading: scratch.write("x", "foobar"))
    #expect(file.hash == hash("foobar"))
    #expect(throws: LogError.self) { try HashedFile(reading: "\(scratch.path)/none") }
  }
}
