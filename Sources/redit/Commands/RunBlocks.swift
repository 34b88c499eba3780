/// Runs from 0 in blocks of a fixed size, the last with what is left.
struct RunBlocks {
  let runs: Int
  /// Of each block.
  let size: Int

  /// How many there are.
  var count: Int { (runs - 1) / size + 1 }

  /// The runs of one block.
  subscript(block: Int) -> Range<Int> { self[block..<block + 1] }

  /// The runs of several blocks in a row.
  subscript(blocks: Range<Int>) -> Range<Int> {
    blocks.lowerBound * size..<min(runs, blocks.upperBound * size)
  }
}
