import TestSupport
import Testing

@testable import Logs

@Suite struct RepeatedTextTests {
  /// Every text against every other one: only itself, ended alike, is the same.
  @Test func `a text is itself and no other`() {
    let texts = [
      "", "a", "b", "ab", "1234567", "12345678", "123456789", "12345678a", "a2345678",
      "12345678901234567", "12345678901234568",
    ].flatMap { ["\($0),", "\($0);"] }
    for known in texts {
      for other in texts {
        let (one, two) = (Array(known.utf8), Array(other.utf8))
        let padding = [UInt8](repeating: 0, count: 16)
        let length = (one + padding).withUnsafeBufferPointer { one in
          (two + padding).withUnsafeBufferPointer { two in
            RepeatedText(one.baseAddress!, count: known.utf8.count, word: 1)
              .length(at: two.baseAddress!, limit: two.baseAddress! + other.utf8.count)
          }
        }
        #expect(length == (known == other ? known.utf8.count : 0), "\(known) \(other)")
      }
    }
  }

  /// Bytes behind the end may be those of a longer text that was there before.
  @Test func `nothing is found across the end of what is there`() {
    let text = Array("abc,abc,".utf8) + [UInt8](repeating: 0, count: 16)
    text.withUnsafeBufferPointer { text in
      let start = text.baseAddress!
      let known = RepeatedText(start, count: 4, word: 1)
      #expect(known.length(at: start + 4, limit: start + 8) == 4)
      #expect(known.length(at: start + 4, limit: start + 7) == 0)
      #expect(RepeatedText().length(at: start, limit: start + 8) == 0)
    }
  }

  /// 400 logs of 60 rows, seed 1, of groups that come back, begin alike or are in quotes: read with buffers of
  /// every size, in which texts are known for a while or never.
  @Test func `rows do not depend on what was known`() throws {
    var random = SplitMix(seed: 1)
    let names = [
      "1", "12", "1234567", "12345678", "123456789", "\"a,b\"", "\"a\"", "a", "\"x\ny\"",
    ]
    for _ in 0..<400 {
      var rows = "step,group,prompt,reward\n"
      var expected: [String] = []
      for _ in 0..<60 {
        let name =
          random.next() % 2 == 0 ? expected.last ?? "1" : names[Int(random.next() % 9)]
        expected.append(name)
        rows += "1,\(name),\(name),0\n"
      }
      let unquoted = expected.map { $0.replacing("\"", with: "") }
      let first = unquoted.map { unquoted.firstIndex(of: $0)! }
      for chunk in [1, 8, 30, 200, 1 << 16] {
        let log = try LogText(rows, name: "x.csv", chunk: chunk)
        #expect(log.groups == [first] && log.prompts == [first])
      }
    }
  }
}
