import Testing

@testable import GSL

/// Sums over completions by tokens, against plain loops.
struct TokenSumsTests {
  private static func numbers(_ count: Int, _ random: inout RandomStream) -> [Double] {
    (0..<count).map { _ in random.gaussian() }
  }

  @Test(arguments: [1, 2, 5])
  func `advantages are added to every cell of a completion`(blocks: Int) {
    var random = RandomStream(seed: 1)
    let (r, z) = (Self.numbers(7, &random), Self.numbers(7, &random))
    let cells = (0..<7 * blocks).map { _ in Int32(random.index(below: 4)) }
    var sums = [SIMD8<Double>](repeating: .one, count: 4)
    let v = SIMD8<Double>(1, 2, 0, -1, 0.5, 3, 1e-3, 7)
    let w = SIMD8<Double>(0, 1, 0, 2, -0.5, 1, 1, -7)
    let largest = addAdvantages(to: &sums, cells: cells, blocks: blocks, r, z, count: 7, v, w)
    #expect(largestAdvantages(r, z, count: 7, v, w) == largest)
    for lane in 0..<8 {
      let advantages = zip(r, z).map { v[lane] * $0 + w[lane] * $1 }
      #expect(abs(largest[lane] - advantages.map(abs).max()!) < 1e-14)
      for cell in 0..<4 {
        let own = cells.indices.filter { cells[$0] == Int32(cell) }
        let right = own.reduce(1) { $0 + advantages[$1 / blocks] }
        #expect(abs(sums[cell][lane] - right) < 1e-12)
      }
    }
  }

  /// Every length of a block that is unrolled and one that is not, four groups at once and fewer.
  @Test(arguments: 1..<10, [1, 3, 4])
  func `pairs are added to the transitions of their group`(length: Int, groups: Int) {
    var random = RandomStream(seed: UInt64(10 * length + groups))
    let (size, table, blocks) = (5, 24, 2)
    let steps = (0..<6 * length).map { _ in Int32(random.index(below: table)) }
    let cells = (0..<groups * size * blocks).map { _ in Int32(random.index(below: 6)) }
    let (r, z) = (Self.numbers(groups * size, &random), Self.numbers(groups * size, &random))
    var pairs = [SIMD8<Double>](repeating: .zero, count: groups * table / 4)
    scatterPairs(
      &pairs, table: table, steps: steps, length: length, cells: cells, blocks: blocks, r, z,
      size: size, groups: groups)
    var right = [Double](repeating: 0, count: 2 * groups * table)
    for i in 0..<groups * size {
      for t in 0..<length {
        let step = Int(steps[Int(cells[i * blocks]) * length + t]) + i / size * table
        right[2 * step] += r[i]
        right[2 * step + 1] += z[i]
      }
    }
    for j in right.indices { #expect(abs(pairs[j / 8][j % 8] - right[j]) < 1e-13) }
  }

  @Test(arguments: 1...8, [1, 4])
  func `squares are those of scores row by row`(vocabulary: Int, length: Int) {
    var random = RandomStream(seed: UInt64(10 * vocabulary + length))
    let width = (vocabulary + 3) / 4
    let rows = length * vocabulary
    var pairs = [SIMD8<Double>](repeating: .zero, count: rows * width)
    var twice = pairs
    var (totals, first) = ([SIMD2<Double>](repeating: .zero, count: vocabulary), SIMD2(0.7, -0.4))
    let total = first
    var squares = SIMD3<Double>.zero
    for position in 0..<length {
      var next = [SIMD2<Double>](repeating: .zero, count: vocabulary)
      for row in 0..<(position == 0 ? 1 : vocabulary) {
        let sum = position == 0 ? first : totals[row]
        for token in 0..<vocabulary {
          let (a, p) = (SIMD2(random.gaussian(), random.gaussian()), random.uniform())
          let place = (position * vocabulary + row) * width + token / 4
          for k in 0..<2 {
            pairs[place][2 * (token % 4) + k] = a[k]
            twice[place][2 * (token % 4) + k] = p
          }
          let g = a - p * sum
          squares += SIMD3(g.x * g.x, g.x * g.y, g.y * g.y)
          next[token] += a
        }
      }
      (totals, first) = (next, .zero)
    }
    let found = closeRows(
      &pairs, twice, length: length, vocabulary: vocabulary, total: total)
    for k in 0..<3 { #expect(abs(found[k] - squares[k]) < 1e-11 * (1 + squares[0] + squares[2])) }
    // The rows of the first position that do not count are left as they are: they are 0.
    #expect(pairs.allSatisfy { $0 == .zero })
  }
}
