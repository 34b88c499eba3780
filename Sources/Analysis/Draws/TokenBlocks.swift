import GSL
import Policies

/// A policy whose tokens depend on their position and the token before, cut into blocks of tokens that are
/// drawn and summed as one symbol each.
///
/// A block of k tokens has V^k symbols, at most 256 where V allows, whose digits in base V are its tokens, the
/// first the most significant. It is drawn given the last token of the block before, so that its law is a
/// table of V rows of V^k; a symbol together with its row is a cell. The first block takes what is left over
/// where k does not divide T.
///
/// A transition is a token at a position after a token: one logit each. Transitions are numbered row by row,
/// a row of V padded to whole vectors of four.
final class TokenBlocks: Sendable {
  /// A block of tokens.
  struct Block: Sendable {
    /// Tokens k.
    let length: Int
    /// V^k.
    let symbols: Int
    /// The last token of each symbol.
    let ends: [Int32]
    /// Rows of the table: 1 for the first block, V for the others.
    let rows: Int
    /// The number of the first cell.
    let start: Int
    /// Where the transitions of cell 0 would begin, were it of this block.
    let firstStep: Int
    let law: AliasRows
  }

  /// Symbols of a block at most, but for a vocabulary that is larger.
  static let symbolLimit = 256
  /// Tokens at most: the law of a block of one has V^2 cells.
  static let vocabularyLimit = 256

  let vocabulary: Int
  let length: Int
  let blocks: [Block]
  /// Cells of all blocks.
  let cellCount: Int
  /// Transitions of a row, padded.
  let stride: Int
  /// By transition; 0 for padding.
  let probabilities: Buffer<Double>
  /// The transitions of each cell, as many as its block has tokens.
  let steps: Buffer<Int32>
  /// The index of the logit of each transition; -1 for padding and where no token goes.
  let logits: [Int]

  /// nil for a policy whose tokens depend on more than the token before or may end a completion, for one of
  /// too many tokens, and for one that is nearly certain somewhere (`TokenScores.probabilityLimit`).
  init?(_ policy: any Policy) throws {
    guard policy.vocabulary <= Self.vocabularyLimit, let table = TransitionTable(policy) else {
      return nil
    }
    let v = policy.vocabulary
    (vocabulary, length, stride) = (v, policy.length, (v + 3) / 4 * 4)
    var probabilities = [Double](repeating: 0, count: length * v * stride)
    var logits = [Int](repeating: -1, count: probabilities.count)
    for (r, row) in table.rows.enumerated() {
      // The first position has one row, and room for V.
      let start = (r == 0 ? 0 : v + r - 1) * stride
      for (token, known) in row.enumerated() {
        guard known.probability <= TokenScores.probabilityLimit else { return nil }
        (logits[start + token], probabilities[start + token]) = (known.logit, known.probability)
      }
    }
    self.logits = logits
    self.probabilities = Buffer(probabilities)
    let writer = BlockWriter(vocabulary: v, stride: stride, probabilities: probabilities)
    (blocks, cellCount) = try writer.blocks(length: length)
    steps = Buffer(writer.steps(blocks))
  }
}

/// Writes the tables of blocks.
private struct BlockWriter {
  let vocabulary: Int
  let stride: Int
  let probabilities: [Double]

  /// Tokens of a block, where they are not left over.
  private var usualLength: Int {
    var (length, symbols) = (1, vocabulary)
    while symbols * vocabulary <= TokenBlocks.symbolLimit, vocabulary > 1 {
      (length, symbols) = (length + 1, symbols * vocabulary)
    }
    return length
  }

  func blocks(length: Int) throws -> ([TokenBlocks.Block], cells: Int) {
    let usual = usualLength
    var (position, cells, steps) = (0, 0, 0)
    var blocks: [TokenBlocks.Block] = []
    while position < length {
      let own = position == 0 && length % usual > 0 ? length % usual : min(usual, length)
      let rows = position == 0 ? 1 : vocabulary
      let laws = (0..<rows).map { weights(position: position, length: own, previous: $0) }
      blocks.append(
        TokenBlocks.Block(
          length: own, symbols: laws[0].count,
          ends: laws[0].indices.map { Int32($0 % vocabulary) }, rows: rows, start: cells,
          firstStep: steps - cells * own,
          law: try AliasRows(weights: laws)))
      cells += rows * laws[0].count
      steps += rows * laws[0].count * own
      position += own
    }
    return (blocks, cells)
  }

  /// The probabilities of all symbols of a block after a token.
  private func weights(position: Int, length: Int, previous: Int) -> [Double] {
    var weights = [1.0]
    for t in 0..<length {
      weights = weights.indices.flatMap { prefix in
        let before = t == 0 ? previous : prefix % vocabulary
        let row = ((position + t) * vocabulary + before) * stride
        return (0..<vocabulary).map { weights[prefix] * probabilities[row + $0] }
      }
    }
    return weights
  }

  func steps(_ blocks: [TokenBlocks.Block]) -> [Int32] {
    var steps: [Int32] = []
    var position = 0
    for block in blocks {
      for previous in 0..<block.rows {
        for symbol in 0..<block.symbols {
          var (before, place) = (previous, block.symbols / vocabulary)
          for t in position..<position + block.length {
            let token = symbol / place % vocabulary
            steps.append(Int32((t * vocabulary + before) * stride + token))
            (before, place) = (token, max(1, place / vocabulary))
          }
        }
      }
      position += block.length
    }
    return steps
  }
}
