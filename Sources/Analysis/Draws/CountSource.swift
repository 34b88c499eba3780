import GSL

/// Draws how many completions of a group have each outcome, instead of the completions themselves.
///
/// Small groups of few outcomes draw from the table of all compositions, one variate a group; large
/// groups draw a multinomial. Rows are padded with zeros to whole SIMD vectors.
final class CountSource {
  /// Compositions tabulated at most, so that the tables stay in the cache.
  static let tableLimit = 16_384.0
  /// Outcomes at most.
  static let outcomeLimit = 16

  let outcomeCount: Int
  let groupSize: Int
  /// Vectors per row.
  let width: Int
  /// Rows that there are: all compositions, or one for each group of a tile.
  let rowCount: Int
  /// The row of each group just drawn.
  let picks: Buffer<Int>
  /// Counts n_a by row.
  let counts: Buffer<SIMD8<Double>>
  /// For each row what turns standard normal numbers into the noise of its outcomes (`NoiseSums`):
  /// 1 / (G (1 - u_0)), then sqrt n_a of all outcomes but the first.
  let turns: LaneTable
  /// The same of the groups just drawn, across (`gatherTurns`).
  let turning: Buffer<SIMD8<Double>>
  private let probabilities: [Double]
  private var table: AliasTable?
  private var drawn: [Int]

  /// Whether drawing groups by counts is better than completion by completion.
  static func serves(_ problem: Problem, groupSize: Int) -> Bool {
    let k = problem.probabilities.count
    let compositions = Compositions(groupSize: groupSize, probabilities: problem.probabilities)
    // Untabulated, a group takes up to k binomials in place of G draws from an alias table.
    return k <= outcomeLimit && (compositions.count <= tableLimit || groupSize >= 4 * k)
  }

  /// nil where drawing completion by completion is as good.
  init?(_ problem: Problem, groupSize: Int) throws {
    guard Self.serves(problem, groupSize: groupSize) else { return nil }
    let k = problem.probabilities.count
    let compositions = Compositions(groupSize: groupSize, probabilities: problem.probabilities)
    let isTabulated = compositions.count <= Self.tableLimit
    outcomeCount = k
    self.groupSize = groupSize
    width = (k + 7) / 8
    rowCount = isTabulated ? Int(compositions.count) : GroupTile.capacity
    probabilities = problem.probabilities
    drawn = Array(repeating: 0, count: k)
    picks = Buffer(repeating: 0, count: GroupTile.capacity)
    counts = Buffer(repeating: .zero, count: width * rowCount)
    turns = LaneTable(columns: k, rows: rowCount)
    turning = Buffer(repeating: .zero, count: CountTile.vectors * k)
    if isTabulated { table = try tabulate(compositions) }
  }

  /// The mean of the noise of a group for each unit of its number along u.
  var meanScale: Double { 1 / Double(groupSize).squareRoot() }

  /// True when rows stay as they are from draw to draw.
  var isTabulated: Bool { table != nil }

  private func tabulate(_ compositions: Compositions) throws -> AliasTable {
    var weights: [Double] = []
    // Compositions of negligible probability are passed over: the last rows stay 0, never picked.
    compositions.forEach { counts, probability in
      write(counts, row: weights.count)
      weights.append(probability)
    }
    return try AliasTable(weights: weights)
  }

  private func write(_ numbers: [Int], row: Int) {
    for (a, n) in numbers.enumerated() { counts[row * width + a / 8][a % 8] = Double(n) }
    let turn = turns.row(row)
    for a in 1..<numbers.count { turn[a] = Double(numbers[a]).squareRoot() }
    // 1 - u_0 without cancellation: (1 - u_0^2) / (1 + u_0), whose numerator is (G - n_0) / G.
    let first = (Double(numbers[0]) / Double(groupSize)).squareRoot()
    let rest = groupSize - numbers[0]
    // Where all completions have the first outcome there is nothing to turn.
    turn[0] = rest > 0 ? (1 + first) / Double(rest) : 0
  }

  /// Draws `count` groups.
  func draw(_ count: Int, using stream: inout RandomStream) {
    if let table { return table.fill(picks.pointer(length: count), count: count, using: &stream) }
    for n in 0..<count {
      stream.multinomial(trials: groupSize, probabilities: probabilities, into: &drawn)
      write(drawn, row: n)
      picks[n] = n
    }
  }

  /// Reads the turns of the groups just drawn.
  func gatherTurns(vectors: Int) {
    turns.gather(
      picks.pointer(length: GroupTile.capacity), vectors: vectors,
      to: turning.pointer(length: CountTile.vectors * outcomeCount))
  }

  /// Counts of a row, one per outcome.
  func numbers(row: Int) -> UnsafePointer<Double> {
    UnsafePointer(counts.numbers(at: row * width, vectors: width))
  }
}
