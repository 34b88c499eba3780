/// Where the numbers stand that carry everything about a group's outcomes once the noise is averaged:
///
///     V_a            sum of the contribution vectors of part and level a, M = parts * levels of them
///     K              sum of the penalty vectors
///     V_a . V_b      a <= b
///     q_l^{st}       sum over level l of v_part . v_part', s <= t
///     V_a . K, K . K
///
/// in one row of numbers. They do not know advantages, noise or sigma: one group serves all settings.
struct GroupStatistics: Sendable {
  let parameterCount: Int
  let parts: Int
  let levelCount: Int
  let hasPenalty: Bool

  init(_ problem: Problem) {
    parameterCount = problem.parameterCount
    parts = problem.parts
    levelCount = problem.levels.count
    hasPenalty = problem.penalty != nil
  }

  var vectorCount: Int { parts * levelCount }
  /// V and K come first, the numbers that the gradient is linear in.
  var linearCount: Int { (vectorCount + (hasPenalty ? 1 : 0)) * parameterCount }
  var count: Int { penalties + (hasPenalty ? vectorCount + 1 : 0) }

  func gram(_ a: Int, _ b: Int) -> Int {
    let (low, high) = a < b ? (a, b) : (b, a)
    // The lower triangle, row by row.
    return linearCount + high * (high + 1) / 2 + low
  }

  func square(_ part: Int, _ other: Int, _ level: Int) -> Int {
    // Part 0, part 1, then the product of both.
    squares + (part == other ? part : 2) * levelCount + level
  }

  private var squares: Int { linearCount + vectorCount * (vectorCount + 1) / 2 }
  /// V_a . K for every a, then K . K.
  var penalties: Int { squares + (parts == 1 ? 1 : 3) * levelCount }
}

/// What the noise makes of a group of given composition, for one setting: the expectations of the
/// gradient and of its squared norm as linear functions of `GroupStatistics`.
///
///     E[g | outcomes]         = sum_a first_a V_a + share K
///     E[norm(g)^2 | outcomes] = scalars . (statistics behind V and K)
struct ConditionalWeights: Sendable {
  /// 1/G E[A_a].
  private(set) var first: [Double]
  private(set) var scalars: [Double]
  /// 1/G.
  let share: Double

  init(_ moments: ConditionalMoments, counts: [Int], statistics: GroupStatistics) {
    let size = Double(counts.reduce(0, +))
    let scale = 1 / (size * size)
    let levels = statistics.levelCount
    let start = statistics.linearCount
    share = 1 / size
    first = Array(repeating: 0, count: statistics.vectorCount)
    scalars = Array(repeating: 0, count: statistics.count - start)
    let present = first.indices.filter { counts[$0 % levels] > 0 }
    for a in present {
      first[a] = moments.first[a] / size
      for b in present {
        let (part, other) = (a / levels, b / levels)
        let cross = moments.crossIndex(part, a % levels, other, b % levels)
        scalars[statistics.gram(a, b) - start] += scale * moments.cross[cross]
        guard a % levels == b % levels else { continue }
        // V_a . V_b holds each completion times itself, and to that belongs the diagonal.
        let diagonal = moments.diagonalIndex(part, other, a % levels)
        scalars[statistics.square(part, other, a % levels) - start] +=
          scale * (moments.diagonal[diagonal] - moments.cross[cross])
      }
    }
    guard statistics.hasPenalty else { return }
    // The cross term of the square, 2 (first V_a) . (K/G); `first` has its 1/G already.
    for a in present { scalars[statistics.penalties + a - start] = 2 * first[a] / size }
    scalars[scalars.count - 1] = scale
  }
}
