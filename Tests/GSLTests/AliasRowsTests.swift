import Testing

@testable import GSL

/// Rows of alias tables that 32 bits draw from.
struct AliasRowsTests {
  private static let weights: [[Double]] = [
    [1, 2, 3, 4, 0], [0, 0, 1, 0, 0], [0.2, 0.2, 0.2, 0.2, 0.2], [1e-9, 1, 1e-3, 5, 2],
  ]

  /// The symbols of walkers that stand in these rows.
  private static func symbols(
    _ table: AliasRows, rows: [Int32], bits: [UInt32]
  ) -> [Int32] {
    let ends = [Int32](repeating: 0, count: table.columns)
    var (walkers, states) = (rows, [Int32](repeating: 0, count: rows.count))
    var cells = [Int32](repeating: -1, count: rows.count)
    table.walk(
      bits: bits, ends: ends, next: ends, rows: &walkers, states: &states, cells: &cells,
      start: 0, stride: 1, count: rows.count)
    return zip(cells, rows).map { $0 - $1 * Int32(table.columns) }
  }

  /// Bits that run through 2^22 equally spaced numbers meet each category as often as its probability says, to one
  /// number for each edge of a cell; a threshold that was off by 1e-4 of a cell would be met 80 times too often.
  @Test(arguments: 0..<4)
  func `shares are probabilities`(row: Int) throws {
    let table = try AliasRows(weights: Self.weights)
    let count = 1 << 22
    let bits = (0..<count).map { UInt32($0) << 10 + 512 }
    let rows = [Int32](repeating: Int32(row), count: count)
    var counts = [Int](repeating: 0, count: 5)
    for symbol in Self.symbols(table, rows: rows, bits: bits) { counts[Int(symbol)] += 1 }
    let total = Self.weights[row].reduce(0, +)
    for (category, weight) in Self.weights[row].enumerated() {
      let expected = weight / total * Double(count)
      #expect(abs(Double(counts[category]) - expected) <= 10, "category \(category)")
      if weight == 0 { #expect(counts[category] == 0) }
    }
  }

  @Test func `each walker draws from its own row and moves on`() throws {
    let table = try AliasRows(weights: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    #expect(table.rows == 3 && table.columns == 3)
    var random = RandomStream(seed: 3)
    let before = (0..<999).map { Int32($0 % 3) }
    var (rows, states) = (before, (0..<999).map { Int32($0 % 2 * 3) })
    var cells = [Int32](repeating: -1, count: 2 * 999)
    let bits = (0..<999).map { _ in UInt32(truncatingIfNeeded: random.nextWord()) }
    table.walk(
      bits: bits, ends: [2, 0, 1], next: [10, 11, 12, 20, 21, 22], rows: &rows,
      states: &states, cells: &cells, start: 100, stride: 2, count: 999)
    for i in 0..<999 {
      let symbol = Int32(i % 3)
      #expect(cells[2 * i] == 100 + 4 * symbol && cells[2 * i + 1] == -1)
      #expect(rows[i] == [2, 0, 1][i % 3])
      #expect(states[i] == Int32(10 + 10 * (i % 2)) + symbol)
    }
  }

  /// The least and the largest of bits.
  @Test func `edges of the range stay within the table`() throws {
    let table = try AliasRows(weights: [[1, 1, 1, 1, 1, 1, 1]])
    #expect(Self.symbols(table, rows: [0, 0], bits: [0, .max]) == [0, 6])
  }

  @Test func `weights that are none are refused`() {
    #expect(throws: GSLError.self) { try AliasRows(weights: [[1, 2], [0, 0]]) }
  }

  @Test(arguments: [Generator.philox4x64, .mt19937])
  func `words come as one by one`(generator: Generator) {
    var all = RandomStream(generator, seed: 5)
    var own = RandomStream(generator, seed: 5)
    var words = [UInt64](repeating: 0, count: 301)
    all.fillWords(&words, count: 300)
    #expect(words[300] == 0)
    for word in words.prefix(300) { #expect(word == own.nextWord()) }
    #expect(all.nextWord() == own.nextWord())
  }
}
