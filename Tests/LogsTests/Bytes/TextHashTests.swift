import TestSupport
import Testing

@testable import Logs

private func hash(_ bytes: [UInt8], padding: UInt8) -> UInt64 {
  (bytes + [UInt8](repeating: padding, count: 16)).withUnsafeBufferPointer {
    TextHash.hash($0.baseAddress!, bytes.count)
  }
}

@Suite struct TextHashTests {
  /// Lengths 0 to 100, seed 2.
  @Test func `what stands behind a text does not matter`() {
    var random = SplitMix(seed: 2)
    for count in 0...100 {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(hash(bytes, padding: 0) == hash(bytes, padding: 255))
    }
  }

  /// Every one of the 800 bits of a text of 100 bytes, and zeros of every length: 1,000 texts
  /// without a collision; a bit that is not looked at is found.
  @Test func `one bit or one zero more is another text`() {
    var random = SplitMix(seed: 3)
    let bytes = (0..<100).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var seen: Set = [hash(bytes, padding: 0)]
    for bit in 0..<800 {
      var other = bytes
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(seen.insert(hash(other, padding: 0)).inserted, "bit \(bit)")
    }
    for count in 0..<200 {
      let zeros = [UInt8](repeating: 0, count: count)
      #expect(seen.insert(hash(zeros, padding: 0)).inserted, "\(count) zeros")
    }
  }

  /// 10^6 keys: a hash of 64 bits has a collision among them once in 37,000,000 tries.
  @Test func `numbered keys are told apart`() {
    var seen: Set<UInt64> = []
    for key in 0..<1_000_000 { seen.insert(hash(Array("\(key)".utf8), padding: 0)) }
    #expect(seen.count == 1_000_000)
  }
}
