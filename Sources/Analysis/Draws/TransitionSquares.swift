import GSL

/// Squares of the gradients of groups whose tokens are known by transition.
///
/// With A the sum of pairs (r_i, z_i) over the completions that make a transition and S that over its row, the
/// gradients are `(A - p S) / G`. Of few tokens all rows are gone through, four transitions to a vector; of many
/// only those that were met:
///
///     norm(A - p S)^2 = norm(A)^2 - 2 S (p . A) + S^2 norm(p)^2
///
/// where 1 - p has two digits left at least (`TokenScores.probabilityLimit`), and the square loses four of sixteen.
final class TransitionSquares {
  /// Tokens up to which all rows are gone through: then they are hardly more than completions.
  private static let denseLimit = 8
  /// As `scatterPairs` likes them.
  private static let groupsAtOnce = 4

  private let blocks: TokenBlocks
  /// A by transition for each of the groups that are summed side by side, 0 between groups.
  private let pairs: Buffer<SIMD8<Double>>
  /// Vectors of one group.
  private let table: Int
  /// Probabilities twice over, as pairs have two numbers; of few tokens only.
  private let twice: Buffer<SIMD8<Double>>
  /// Of many tokens: S by row, 0 between groups, and norm(p)^2.
  private let sums: Buffer<SIMD2<Double>>
  private let norms: Buffer<Double>
  private let isDense: Bool

  init(_ blocks: TokenBlocks) {
    self.blocks = blocks
    isDense = blocks.vocabulary <= Self.denseLimit
    let (rows, stride) = (blocks.length * blocks.vocabulary, blocks.stride)
    table = rows * stride / 4
    pairs = Buffer(repeating: .zero, count: Self.groupsAtOnce * table)
    twice = Buffer(repeating: .zero, count: isDense ? rows * stride / 4 : 0)
    sums = Buffer(repeating: .zero, count: isDense ? 0 : rows)
    norms = Buffer(repeating: 0, count: isDense ? 0 : rows)
    let p = blocks.probabilities.pointer(length: blocks.probabilities.count)
    for row in 0..<rows {
      for step in row * stride..<(row + 1) * stride {
        if isDense {
          twice[step / 4][2 * (step % 4)] = p[step]
          twice[step / 4][2 * (step % 4) + 1] = p[step]
        } else {
          norms[row] += p[step] * p[step]
        }
      }
    }
  }

  /// Writes norm(g_r + sigma g_z)^2 of the first `count` groups of a tile to their shapes.
  func write(_ tile: CompletionTile, count: Int) {
    var group = 0
    while group < count {
      let groups = group + Self.groupsAtOnce <= count ? Self.groupsAtOnce : 1
      scatter(tile, group, groups)
      for g in 0..<groups {
        let squares = isDense ? close(tile, group + g, g) : closeMet(tile, group + g, g)
        let scale = 1 / Double(tile.groupSize * tile.groupSize)
        tile.shapes[group + g].gradient = SigmaQuadratic(
          rr: scale * squares.x, rz: scale * squares.y, zz: scale * squares.z)
      }
      group += groups
    }
  }

  /// Sums the pairs of some groups by transition.
  private func scatter(_ tile: CompletionTile, _ group: Int, _ groups: Int) {
    let size = tile.groupSize
    let (r, z) = (tile.rewards(of: group), tile.noise(of: group))
    let width = blocks.blocks.count
    for b in 0..<width {
      let block = blocks.blocks[b]
      scatterPairs(
        pairs.pointer(length: pairs.count), table: 4 * table,
        steps: blocks.steps.pointer(length: blocks.steps.count) + block.firstStep,
        length: block.length, cells: tile.cells(of: group) + b, blocks: width, r, z, size: size,
        groups: groups)
    }
  }

  private func close(_ tile: CompletionTile, _ group: Int, _ table: Int) -> SIMD3<Double> {
    var (reward, noise) = (0.0, 0.0)
    let (r, z) = (tile.rewards(of: group), tile.noise(of: group))
    for i in 0..<tile.groupSize {
      reward += r[i]
      noise += z[i]
    }
    return closeRows(
      pairs.pointer(at: table * self.table, length: self.table),
      twice.pointer(length: self.table), length: blocks.length, vocabulary: blocks.vocabulary,
      total: SIMD2(reward, noise))
  }

  /// Goes through the transitions that were met: who comes first finds a sum, who comes after it 0.
  private func closeMet(_ tile: CompletionTile, _ group: Int, _ table: Int) -> SIMD3<Double> {
    let stride = blocks.stride
    let pairs = self.pairs.pairs + 4 * table * self.table
    let sums = sums.pointer(length: sums.count)
    let p = UnsafePointer(blocks.probabilities.pointer(length: blocks.probabilities.count))
    let (r, z) = (tile.rewards(of: group), tile.noise(of: group))
    forEachStep(tile, group) { i, step in
      sums[step / stride].x += r[i]
      sums[step / stride].y += z[i]
    }
    var (rr, rz, zz) = (0.0, 0.0, 0.0)
    forEachStep(tile, group) { _, step in
      let a = pairs[step]
      // What S p of all tokens of the row adds comes below.
      let (scale, sum) = (2 * p[step], sums[step / stride])
      let (x, y) = (a.x - scale * sum.x, a.y - scale * sum.y)
      rr += a.x * x
      rz += 0.5 * (a.x * y + a.y * x)
      zz += a.y * y
      pairs[step] = .zero
    }
    forEachStep(tile, group) { _, step in
      let (sum, norm) = (sums[step / stride], norms[step / stride])
      rr += norm * sum.x * sum.x
      rz += norm * sum.x * sum.y
      zz += norm * sum.y * sum.y
      sums[step / stride] = .zero
    }
    return SIMD3(rr, rz, zz)
  }

  /// Calls `body` with every transition of every completion of a group.
  @inline(__always)
  private func forEachStep(
    _ tile: CompletionTile, _ group: Int, _ body: (_ completion: Int, _ step: Int) -> Void
  ) {
    let width = blocks.blocks.count
    let cells = tile.cells(of: group)
    for b in 0..<width {
      let block = blocks.blocks[b]
      let steps = blocks.steps.pointer(length: blocks.steps.count) + block.firstStep
      for i in 0..<tile.groupSize {
        let own = steps + Int(cells[i &* width &+ b]) &* block.length
        for t in 0..<block.length { body(i, Int(own[t])) }
      }
    }
  }
}

extension Buffer where Element == SIMD8<Double> {
  /// Its numbers as pairs, four to a vector.
  fileprivate var pairs: UnsafeMutablePointer<SIMD2<Double>> {
    UnsafeMutableRawPointer(pointer(length: count)).assumingMemoryBound(to: SIMD2<Double>.self)
  }
}
