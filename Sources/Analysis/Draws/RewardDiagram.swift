import GSL

/// The rewards of completions as a walk over their blocks: what the blocks so far have to do with the reward is a
/// state, of which there are few for rewards with structure (a target or a parity has two) and at most one for
/// each prefix. Prefixes share a state where all that may follow has equal rewards.
final class RewardDiagram: Sendable {
  /// By block, state and symbol: the state of the next block times its symbols; of the last block the level.
  let next: Buffer<Int32>
  /// Where the states of each block begin in `next`.
  let starts: [Int]
  let levels: Buffer<Double>

  /// - Parameter levelOfOutcome: the place of each outcome's reward among `levels`; outcomes are numbered by their
  ///   tokens, the first the most significant.
  init(_ blocks: TokenBlocks, levels: [Double], levelOfOutcome: [Int]) {
    var layers: [[Int32]] = []
    var states = levelOfOutcome.map(Int32.init)
    for block in blocks.blocks.reversed() {
      let merged = Self.merge(states, symbols: block.symbols)
      layers.append(merged.distinct)
      states = merged.numbers.map { $0 * Int32(block.symbols) }
    }
    layers.reverse()
    var (starts, start) = ([Int](), 0)
    for layer in layers {
      starts.append(start)
      start += layer.count
    }
    self.starts = starts
    next = Buffer(layers.flatMap { $0 })
    self.levels = Buffer(levels)
  }

  /// Rows of so many symbols each: the number of each row, and the rows that differ.
  private static func merge(
    _ states: [Int32], symbols: Int
  ) -> (numbers: [Int32], distinct: [Int32]) {
    var known: [ArraySlice<Int32>: Int32] = [:]
    var (numbers, distinct) = ([Int32](), [Int32]())
    for start in stride(from: 0, to: states.count, by: symbols) {
      let row = states[start..<start + symbols]
      if let number = known[row] {
        numbers.append(number)
      } else {
        numbers.append(Int32(known.count))
        known[row] = Int32(known.count)
        distinct += row
      }
    }
    return (numbers, distinct)
  }
}
