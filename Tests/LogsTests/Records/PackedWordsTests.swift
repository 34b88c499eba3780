import TestSupport
import Testing

@testable import Logs

@Suite struct PackedWordsTests {
  private func back(_ text: String, _ count: Int) -> [UInt64]? {
    var words: [UInt64] = [7]
    guard PackedWords.append(text, count: count, to: &words) else {
      #expect(words == [7])
      return nil
    }
    #expect(words.first == 7)
    return Array(words.dropFirst())
  }

  /// Every kind, with the bits of NaN (of two payloads), infinity, -0 and the step that is none.
  @Test func `words come back`() {
    let numbers = [Double.nan, -.nan, .signalingNaN, .infinity, -.infinity, -0.0, 0, 0.1]
      .map(\.bitPattern)
    let cases: [(kind: Character, words: [UInt64])] = [
      ("s", [5]), ("s", [.max, 0, 1]), ("s", Array(1...1000)), ("w", numbers), ("r", [1, 1]),
      ("r", Array(repeating: Slot.noStep, count: 100)), ("r", [1, 1, 1, 1, 2, 2, 2]),
      ("r", []), ("w", [3, 1, 2]),
    ]
    for (kind, words) in cases {
      let text = PackedWords.text(words)
      #expect(text.first == kind, "\(words)")
      #expect(back(text, words.count) == words)
    }
  }

  /// 2,000 lists of up to 40 words with runs, seed 41.
  @Test func `lists with runs come back, and never longer than the words`() {
    var random = SplitMix(seed: 41)
    for _ in 0..<2_000 {
      var words: [UInt64] = []
      for _ in 0..<random.next() % 8 {
        let word = random.next() % 2 == 0 ? random.next() % 4 : random.next()
        words += Array(repeating: word, count: Int(random.next() % 5) + 1)
      }
      let text = PackedWords.text(words)
      #expect(back(text, words.count) == words)
      #expect(text.utf8.count <= 1 + 4 * ((8 * max(1, words.count) + 2) / 3))
    }
  }

  @Test func `what is not packed words of so many is refused`() {
    let runs = PackedWords.text([1, 1, 1, 1, 2, 2, 2])
    let plain = PackedWords.text([3, 1, 2])
    for (text, count) in [
      (runs, 6), (runs, 8), (plain, 2), (plain, 4), (plain, -1), ("", 0), ("x", 0), ("s", 1),
      (PackedWords.text([5]), 0), ("w****", 1), (String(plain.dropLast(4)), 3), ("wAAAA", 0),
      (String(runs.dropLast(4)), 7),
    ] { #expect(back(text, count) == nil, "\(text) \(count)") }
  }
}
