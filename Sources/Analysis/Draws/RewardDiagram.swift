import GSL
import Policies

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
  convenience init(_ blocks: TokenBlocks, levels: [Double], levelOfOutcome: [Int]) {
    var layers: [[Int32]] = []
    var states = levelOfOutcome.map(Int32.init)
    for block in blocks.blocks.reversed() {
      let merged = Self.merge(states, symbols: block.symbols)
      layers.append(merged.distinct)
      states = merged.numbers.map { $0 * Int32(block.symbols) }
    }
    layers.reverse()
    self.init(layers, levels: levels)
  }

  private init(_ layers: [[Int32]], levels: [Double]) {
    var (starts, start) = ([Int](), 0)
    for layer in layers {
      starts.append(start)
      start += layer.count
    }
    self.starts = starts
    next = Buffer(layers.flatMap { $0 })
    self.levels = Buffer(levels)
  }

  /// - Parameters:
  ///   - levels: all rewards that completions can have.
  ///   - walk: over single tokens, for completions that have no numbers.
  convenience init(_ blocks: TokenBlocks, levels: [Double], walk: RewardWalk) {
    var layers: [[Int32]] = []
    var (states, position) = ([walk.start], 0)
    for (b, block) in blocks.blocks.enumerated() {
      // States after the block in the order in which they are met, times the symbols of the next one.
      let factor = b + 1 < blocks.blocks.count ? blocks.blocks[b + 1].symbols : 1
      var (known, met) = ([Int: Int32](), [Int]())
      layers.append(
        states.flatMap { state in
          (0..<block.symbols).map { symbol in
            let then = Self.walk(walk, state, block, symbol, position, blocks.vocabulary)
            if known[then] == nil {
              known[then] = Int32(met.count * factor)
              met.append(then)
            }
            return known[then]!
          }
        })
      (states, position) = (met, position + block.length)
    }
    let places = states.map { state in Int32(levels.firstIndex(of: walk.reward(state))!) }
    layers[layers.count - 1] = layers[layers.count - 1].map { places[Int($0)] }
    self.init(layers, levels: levels)
  }

  /// The state after the tokens of a symbol.
  private static func walk(
    _ walk: RewardWalk, _ state: Int, _ block: TokenBlocks.Block, _ symbol: Int, _ position: Int,
    _ vocabulary: Int
  ) -> Int {
    var (state, place) = (state, block.symbols / vocabulary)
    for t in position..<position + block.length {
      state = walk.next(state, position: t, token: symbol / place % vocabulary)
      place = max(1, place / vocabulary)
    }
    return state
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
