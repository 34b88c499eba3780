import TestSupport
import Testing

@testable import Logs

@Suite struct LogSourceTests {
  /// 56,000 damaged logs, 8,000 of each of seven layouts, seeds 100 to 106; every 50th with a small
  /// buffer too. Each ends in rows or in one line of error that names the file; a trap or a loop
  /// without end would stop the tests.
  @Test(arguments: 0..<7) func `damaged logs are rows or an error`(index: Int) throws {
    var random = SplitMix(seed: 100 + UInt64(index))
    let text = Array(Samples.all[index].text.utf8)
    let scratch = try Scratch()
    var errors = 0
    var read = 0
    for round in 0..<8_000 {
      let bytes = text.damaged(using: &random)
      let path = try scratch.write("x.log", bytes)
      let log = LogText(paths: [path], chunk: 4096, place: scratch.path)
      if let error = log.error {
        errors += 1
        #expect(error.hasPrefix("x.log"), "\(error)")
        #expect(!error.contains("\n") || error.contains("pickle"), "\(error)")
      } else {
        read += 1
      }
      for step in log.steps {
        let counts =
          [step.lines.count, step.groups?.count, step.advantages?.count, step.prompts?.count]
          .compactMap { $0 } + step.columns.map(\.count)
        #expect(step.count > 0 && counts.allSatisfy { $0 == step.count })
      }
      if round % 50 == 0 {
        let chunk = Int(random.next() % 9) + 1
        let cut = LogText(paths: [path], chunk: chunk, place: scratch.path)
        #expect(cut.isSame(log), "chunk \(chunk) of \(String(decoding: bytes, as: UTF8.self))")
      }
    }
    // Both happen, or the damage were too small or too large to test anything.
    #expect(errors > 800 && read > 200, "\(errors) errors, \(read) read")
  }
}
