internal import CGSL

/// Adds the advantages `v r_i + w z_i` of a group's completions, for eight settings at once, to the sums of the cells
/// of each completion.
///
/// - Parameters:
///   - sums: what the cells are places in.
///   - cells: `blocks` of them for each completion.
///   - blocks: cells of a completion.
///   - r: one number for each completion.
///   - z: one number for each completion.
///   - count: how many completions there are.
/// - Returns: the largest absolute advantage.
public func addAdvantages(
  to sums: UnsafeMutablePointer<SIMD8<Double>>, cells: UnsafePointer<Int32>, blocks: Int,
  _ r: UnsafePointer<Double>, _ z: UnsafePointer<Double>, count: Int, _ v: SIMD8<Double>,
  _ w: SIMD8<Double>
) -> SIMD8<Double> {
  redit_add_advantages8(numbers(sums), cells, Int64(blocks), r, z, Int64(count), v, w)
}

/// The largest absolute advantage `v r_i + w z_i` of a group, for eight settings at once.
///
/// - Parameters:
///   - r: one number for each completion.
///   - z: one number for each completion.
///   - count: how many completions there are.
public func largestAdvantages(
  _ r: UnsafePointer<Double>, _ z: UnsafePointer<Double>, count: Int, _ v: SIMD8<Double>,
  _ w: SIMD8<Double>
) -> SIMD8<Double> {
  redit_largest_advantages8(r, z, Int64(count), v, w)
}

/// Adds the pairs (r, z) of completions to the tables of the transitions that they make in a block of tokens.
///
/// - Parameters:
///   - pairs: a table for each group, one after another.
///   - table: pairs of a table.
///   - steps: `length` transitions for each cell.
///   - length: tokens of the block.
///   - cells: the cell of each completion, `blocks` numbers apart, group after group.
///   - blocks: blocks of a completion.
///   - r: one number for each completion.
///   - z: one number for each completion.
///   - size: completions of a group.
///   - groups: how many groups there are; four are fastest.
public func scatterPairs(
  _ pairs: UnsafeMutablePointer<SIMD8<Double>>, table: Int, steps: UnsafePointer<Int32>,
  length: Int, cells: UnsafePointer<Int32>, blocks: Int, _ r: UnsafePointer<Double>,
  _ z: UnsafePointer<Double>, size: Int, groups: Int
) {
  redit_scatter_pairs(
    numbers(pairs), Int64(table), steps, Int64(length), cells, Int64(blocks), r, z, Int64(size),
    Int64(groups))
}

/// The squares r.r, r.z and z.z of the gradients that pairs (r, z), summed by transition, make, row by row
///
///     g = A - p S,    S the sum of A over the row,
///
/// and sets the pairs to 0.
///
/// - Parameters:
///   - pairs: A, whole vectors of four pairs for each row, `vocabulary` rows for each position, of which the first
///     position has one that counts.
///   - probabilities: p, each twice over.
///   - length: positions.
///   - vocabulary: 1 to 8 tokens; the row of a token comes after that token at the position before.
///   - total: S of the first row.
public func closeRows(
  _ pairs: UnsafeMutablePointer<SIMD8<Double>>, _ probabilities: UnsafePointer<SIMD8<Double>>,
  length: Int, vocabulary: Int, total: SIMD2<Double>
) -> SIMD3<Double> {
  precondition(1...8 ~= vocabulary, "rows of \(vocabulary) tokens")
  let squares = redit_close_rows(
    numbers(pairs), numbers(UnsafeMutablePointer(mutating: probabilities)), Int64(length),
    Int64(vocabulary), total)
  return SIMD3(squares.rr, squares.rz, squares.zz)
}

private func numbers(_ vectors: UnsafeMutablePointer<SIMD8<Double>>) -> UnsafeMutablePointer<Double>
{
  UnsafeMutableRawPointer(vectors).assumingMemoryBound(to: Double.self)
}
