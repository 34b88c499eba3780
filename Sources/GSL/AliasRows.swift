internal import CGSL

/// Finite distributions over as many categories each, side by side: what a chain draws from, whose next
/// symbol depends on where it is (Walker's alias method, by 32 random bits a symbol).
///
/// The probability of a category is right to 2^-32. The tables are GSL's; they are read-only after they are
/// built and can be shared by any number of threads.
public final class AliasRows: @unchecked Sendable {
  /// How many distributions there are.
  public let rows: Int
  /// How many categories each of them has.
  public let columns: Int
  private let cells: UnsafeMutablePointer<redit_alias_half>

  /// Prepares one distribution for each row of weights, in time linear in their number.
  ///
  /// - Parameter weights: rows of equally many numbers, nonnegative, finite, not all 0.
  /// - Throws: ``GSLError`` as ``AliasTable/init(weights:)`` does, for the first row that breaks this.
  public init(weights: [[Double]]) throws {
    precondition(weights.allSatisfy { $0.count == weights[0].count }, "rows of unequal length")
    let tables = try weights.map { try AliasTable(weights: $0) }
    (rows, columns) = (weights.count, weights[0].count)
    cells = .allocate(capacity: rows * columns)
    for (row, table) in tables.enumerated() {
      for column in 0..<columns {
        let cell = table.cells[column]
        // In parts of the cell, from 0 to 1; above 2^32 - 1 the category is its own alias.
        let part = ((cell.threshold * Double(columns) - Double(column)) * 0x1p32).rounded()
        let isWhole = part >= 0x1p32
        cells[row * columns + column] = redit_alias_half(
          threshold: isWhole ? .max : UInt32(max(0, part)),
          alias: UInt32(isWhole ? column : cell.alias))
      }
    }
  }

  deinit { cells.deallocate() }

  /// Draws a symbol for each of `count` walkers and moves them on.
  ///
  /// - Parameters:
  ///   - bits: one number for each walker, uniform over all of 32 bits.
  ///   - ends: for each symbol the row that comes after it.
  ///   - next: by state and symbol, added: the state that comes after them.
  ///   - rows: where the walkers are, each in `0..<rows`; then where they are next.
  ///   - states: what else is known of them; then what is known next.
  ///   - cells: the number of the symbol among all cells of the table, plus `start`, `stride` places apart.
  public func walk(
    bits: UnsafePointer<UInt32>, ends: UnsafePointer<Int32>, next: UnsafePointer<Int32>,
    rows: UnsafeMutablePointer<Int32>, states: UnsafeMutablePointer<Int32>,
    cells: UnsafeMutablePointer<Int32>, start: Int, stride: Int, count: Int
  ) {
    redit_alias_walk(
      self.cells, UInt32(columns), bits, ends, next, Int32(start), rows, states, cells,
      Int64(stride), Int64(count))
  }
}

extension RandomStream {
  /// Overwrites `count` numbers with the next words, as ``nextWord()`` one after another.
  public mutating func fillWords(_ buffer: UnsafeMutablePointer<UInt64>, count: Int) {
    guard var words = words(expecting: count) else {
      for i in 0..<count { buffer[i] = nextWord() }
      return
    }
    for i in 0..<count { buffer[i] = words.next() }
    words.close()
  }
}
