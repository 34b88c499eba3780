import Testing

@testable import GSL

/// Rows of alias tables that 32 bits draw from.
struct AliasRowsTests {
  private static let weights: [[Double]] = [
    [1, 2, 3, 4, 0], [0, 0, 1, 0, 0], [0.2, 0.2, 0.2, 0.2, 0.2], [1e-9, 1, 1e-3, 5, 2],
  ]

  /// Bits that run through 2^22 equally spaced numbers meet each category as often as its probability says, to one
  /// number for each edge of a cell; a threshold that was off by 1e-4 of a cell would be met 80 times too often.
  @Test(arguments: 0..<4)
  func `shares are probabilities`(row: Int) throws {
    let table = try AliasRows(weights: Self.weights)
    let count = 1 << 22
    let bits = (0..<count).map { UInt32($0) << 10 + 512 }
    var symbols = [Int32](repeating: -1, count: count)
    table.fill(
      &symbols, rows: [Int32](repeating: Int32(row), count: count), bits: bits, count: count)
    var counts = [Int](repeating: 0, count: 5)
    for symbol in symbols { counts[Int(symbol)] += 1 }
    let total = Self.weights[row].reduce(0, +)
    for (category, weight) in Self.weights[row].enumerated() {
      let expected = weight / total * Double(count)
      #expect(abs(Double(counts[category]) - expected) <= 10, "category \(category)")
      if weight == 0 { #expect(counts[category] == 0) }
    }
  }

  @Test func `each draw comes from its own row`() throws {
    let table = try AliasRows(weights: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    #expect(table.rows == 3 && table.columns == 3)
    var random = RandomStream(seed: 3)
    let rows = (0..<999).map { Int32($0 % 3) }
    var symbols = [Int32](repeating: -1, count: 999)
    let bits = (0..<999).map { _ in UInt32(truncatingIfNeeded: random.nextWord()) }
    table.fill(&symbols, rows: rows, bits: bits, count: 999)
    #expect(symbols == rows)
  }

  /// The least and the largest of bits.
  @Test func `edges of the range stay within the table`() throws {
    let table = try AliasRows(weights: [[1, 1, 1, 1, 1, 1, 1]])
    var symbols: [Int32] = [-1, -1]
    table.fill(&symbols, rows: [0, 0], bits: [0, .max], count: 2)
    #expect(symbols == [0, 6])
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
