import Foundation
import TestSupport
import Testing

@testable import redit

/// Bytes in the making and the fingerprint that goes along with them.
struct ByteTextTests {
  /// Up to 300 pieces of up to 200 bytes, seed 21: some hashed on the way, some removed.
  @Test func `the fingerprint is that of all bytes, whenever they are taken in`() {
    var random = SplitMix(seed: 21)
    for _ in 0..<40 {
      var text = ByteText(isHashed: true, capacity: Int.random(in: 0...128, using: &random))
      var (all, kept) = ([UInt8](), [UInt8]())
      for _ in 0..<Int.random(in: 0...300, using: &random) {
        let length = Int.random(in: 0...200, using: &random)
        let piece = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        text.append(piece)
        all += piece
        kept += piece
        if Bool.random(using: &random) { text.hashSome() }
        if Int.random(in: 0..<20, using: &random) == 0 {
          text.removeAll()
          kept = []
        }
        #expect(text.count == kept.count)
      }
      #expect(text.bytes == kept && text.fingerprint == fingerprint(Data(all)))
      // It stays that of these bytes while it is asked for, and goes on with those that follow.
      #expect(text.fingerprint == fingerprint(Data(all)))
      text.append(UInt8(0x41))
      #expect(text.fingerprint == fingerprint(Data(all + [0x41])))
      // The planted error, one byte more: it has another.
      #expect(text.fingerprint != fingerprint(Data(all)))
    }
    #expect(ByteText().fingerprint == nil)
  }

  @Test func `pieces come out as they went in, through all growth`() {
    var (text, right) = (ByteText(), [UInt8]())
    for number in UInt64(0)..<2000 {
      text.append(number * number)
      text.write("é")
      text.append([2, 3])
      right += Array("\(number * number)é".utf8) + [2, 3]
    }
    #expect(text.bytes == right && text.bytes(from: 500) == Array(right[500...]))
    var tail = [UInt8](repeating: 9, count: 6)
    tail.withUnsafeMutableBytes { text.copy(from: right.count - 4, to: $0.baseAddress! + 1) }
    #expect(tail == [9] + right.suffix(4) + [9])
  }
}
