import TestSupport
import Testing

@testable import Logs

/// A number in groups of seven bits.
private func varint(_ value: Int) -> [UInt8] {
  value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
}

private func bytes(_ word: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: word.littleEndian) { Array($0) }
}

/// A page as `duckdb` writes it.
private func page(_ words: [UInt64]) -> [UInt8] {
  let levels = varint(2 * words.count) + [1]
  let size = varint(2 * (4 + levels.count + 8 * words.count))
  return [0x15, 0, 0x15] + size + [0x15] + size + [0x2c, 0x15] + varint(2 * words.count)
    + [0x15, 0, 0x15, 6, 0x15, 6, 0, 0] + bytes(UInt32(levels.count)) + levels
    + words.flatMap(bytes)
}

private let footer: [UInt8] = [0x15, 2, 1, 2, 3]

private func stream(_ pages: [[UInt8]]) -> [UInt8] {
  Array("PAR1".utf8) + pages.joined() + footer + bytes(UInt32(footer.count)) + Array("PAR1".utf8)
}

private let columns: [PlainParquetSource.Column] = [
  .init(name: "file", kind: .file), .init(name: "step", kind: .step),
  .init(name: "key", kind: .word, slot: Slot.group),
  .init(name: "reward", kind: .number, slot: Slot.columns),
]

/// Two row groups, two files, steps 1, 2 and 2.
private let rewards: [[Double]] = [[0, 1, .nan, 0.5], [-2, 1e-300]]
private let groups: [[[UInt64]]] = [
  [[0, 0, 0, 1], [1, 1, 2, 2], [7, 7, 8, 9], rewards[0].map(\.bitPattern)],
  [[1, 1], [2, 2], [9, 9], rewards[1].map(\.bitPattern)],
]
private let whole = stream(groups.joined().map(page))

/// What is read of a stream of bytes, and the error that ends it.
private func read(
  _ bytes: [UInt8], chunk: Int = 1 << 16
) throws -> (steps: [RolloutStep], error: String?) {
  let scratch = try Scratch()
  let path = try scratch.write("x", bytes)
  let schema = RolloutSchema(
    format: .neutral, columns: ["reward"], step: "step", group: "key", grouping: .key)
  let builder = StepBuilder(schema, stepsOfFiles: [nil, nil], notes: ReadingNotes())
  var steps: [RolloutStep] = []
  do throws(LogError) {
    let source = PlainParquetSource(
      try LogFile(path: path, bytes: 0).open(chunk: chunk), columns, files: ["a", "b"])
    while try source.read(into: builder) {
      steps += builder.ready
      builder.ready = []
    }
  } catch {
    return (steps, error.description.replacing("\(scratch.path)/", with: ""))
  }
  builder.finish()
  return (steps + builder.ready, nil)
}

@Suite struct PlainParquetSourceTests {
  @Test(arguments: [1, 7, 64, 1 << 16])
  func `row groups become steps, with file and row`(chunk: Int) throws {
    let (steps, error) = try read(whole, chunk: chunk)
    #expect(error == nil)
    #expect(steps.map(\.step) == [1, 2] && steps.map(\.file) == [0, 0])
    #expect(steps.map(\.lines) == [[1, 2], [3, 1, 2, 3]])
    #expect(steps.map(\.groups) == [[7, 7], [8, 9, 9, 9]])
    #expect(steps[0].columns == [[0, 1]])
    #expect(steps[1].columns[0][0].isNaN && steps[1].columns[0][1...] == [0.5, -2, 1e-300])
  }

  @Test func `a step that is missing is none`() throws {
    let pages = [[0], [Slot.noStep], [1], [0]].map(page)
    #expect(try read(stream(pages)).steps.map(\.step) == [nil])
  }

  @Test func `no rows are none`() throws {
    let (steps, error) = try read(stream([]))
    #expect(steps.isEmpty && error == nil)
  }

  /// Each end but the last is an error: none is taken for a shorter log.
  @Test func `a stream that is cut off is an error`() throws {
    for count in 0..<whole.count {
      let error = try read(Array(whole.prefix(count))).error
      #expect(error?.hasPrefix("x: what duckdb makes of it ") == true, "\(count)")
    }
  }

  /// A page of codes, with missing values, packed, of another length, of a dictionary: each is refused at its
  /// column.
  @Test(arguments: [
    (1, 2), (10, 2), (12, 4), (14, 8), (21, 2), (22, 0), (20, 1), (8, 6),
  ])
  func `a page of another kind is refused`(place: Int, value: UInt8) throws {
    var second = page(groups[0][1])
    #expect(
      second[0..<24] == [
        0x15, 0, 0x15, 76, 0x15, 76, 0x2c, 0x15, 8, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0, 2, 0, 0, 0, 8,
        1, 1,
      ])
    second[place] = value
    let error = try read(stream([page(groups[0][0]), second])).error
    #expect(
      error == "x: what duckdb makes of it has another page for column step than was asked for")
  }

  @Test func `what is no value of a column is an error with its row`() throws {
    func error(_ column: Int, _ word: UInt64) throws -> String? {
      var words = groups[0]
      words[column][3] = word
      return try read(stream(words.map(page))).error
    }
    #expect(
      try error(3, Double.infinity.bitPattern) == "b:1: column reward: a finite number is expected")
    #expect(try error(1, 1 << 60) == "b:1: column step: a whole number is expected")
    #expect(try error(0, 2) == "x: what duckdb makes of it names a file that is none")
  }

  /// 20,000 streams of seed 1 with one to four bytes changed: rows or one line of error; a trap would stop the
  /// tests. Both happen.
  @Test func `damaged streams are rows or an error`() throws {
    var random = SplitMix(seed: 1)
    var errors = 0
    for _ in 0..<20_000 {
      var damaged = whole
      for _ in 0...(random.next() % 4) {
        damaged[Int(random.next() % UInt64(damaged.count))] = UInt8(
          truncatingIfNeeded: random.next())
      }
      guard let error = try read(damaged, chunk: 32).error else { continue }
      errors += 1
      #expect(!error.contains("\n") && error.contains(": "), "\(error)")
    }
    #expect(errors > 2_000 && errors < 18_000, "\(errors) errors")
  }
}
