import GRPO

/// The gradients of two groups of one batch under batch-standardized advantages: they share the
/// divisor S, so that they are not independent.
///
/// Under Gaussian noise the N = B G rewards of a batch, centred on their mean, are a Gaussian vector of
/// N - 1 dimensions whose direction w has `E w w^T = a H + b U U^T` (`SphericalLaw` in dimension N - 1,
/// lambda = norm(H r)/sigma, U = H r / norm(H r)). The advantages of group a are `sqrt(N - ddof) P_a w`
/// with P_a the projection on the group's own centred coordinates, and `P_a P_b = 0`, so
///
///     E[A_a A_b^T given r] = (N - ddof) b P_a U U^T P_b^T
///
/// and, summed over what the groups may hold, with `u_a = sum_i (r_i - rbar_a) E[v_i given r_i]`,
///
///     E g_a . g_b = 1/G^2 E[ aligned(norm H r) / norm(H r)^2  u_a . u_b ]
///
/// The mean of B groups then has E norm(gbar)^2 = E norm(g)^2 / B + (1 - 1/B) E g_a . g_b.
enum BatchCovariance {
  /// Pairs of contents of two groups, times contents of the others, that are summed at most.
  private static let limit = 4_000_000

  /// E g_a . g_b of two groups of different places in a batch, prompts drawn by weight and with parameters
  /// of their own; 0 for a batch of one group.
  ///
  /// - Throws: `NoExactLaw` where there is none.
  static func crossMoment(_ set: ProblemSet, setting: Setting) throws -> Double {
    guard setting.batchGroups > 1 else { return 0 }
    guard setting.advantage.clampIsIdle(groupSize: setting.groupSize),
      setting.atoms != nil || setting.dither.family == .gaussian,
      set.problems.allSatisfy({ $0.parts == 1 && $0.penalty == nil })
    else {
      throw NoExactLaw(
        "no exact law of a batch: \(setting.dither.family.name) noise, a clamp, clip or KL term")
    }
    let atoms = setting.atoms ?? [(value: 0, probability: 1)]
    let others = try BatchContext.law(
      set, groupSize: setting.groupSize, batchGroups: setting.batchGroups - 1, atoms: atoms)
    var factor = PairFactor(setting)
    return try set.problems.reduce(0) { sum, problem in
      let pairs = try pairs(LevelTable(problem).expanded(by: atoms), setting.groupSize)
      guard pairs.count * others.count <= limit else { throw tooMany(setting) }
      var moment = 0.0
      for pair in pairs {
        for other in others {
          var batch = pair.sums
          batch.merge(other.sums)
          moment += other.probability * pair.product * (try factor(batch.centredSumOfSquares))
        }
      }
      return sum + problem.weight * problem.weight * moment
    }
  }

  private static func tooMany(_ setting: Setting) -> NoExactLaw {
    NoExactLaw("no exact law: a batch of \(setting.batchGroups) groups has too many contents")
  }

  /// What two groups hold together, with the sum of `P P u_a . u_b / G^2` over the ways they may.
  private static func pairs(
    _ table: LevelTable, _ groupSize: Int
  ) throws -> [(sums: RewardSums, product: Double)] {
    let compositions = Compositions(groupSize: groupSize, probabilities: table.probabilities)
    guard compositions.count * compositions.count <= Double(limit) else {
      throw NoExactLaw(
        "no exact law: two groups of \(groupSize) on \(table.count) reward levels have too many contents"
      )
    }
    let groups = contents(compositions, table)
    var products: [[Int]: Double] = [:]
    for a in groups {
      for b in groups where b.weight != 0 {
        let product = table.rewards.indices.reduce(0) { $0 + a.slopes[$1] * b.signals[$1] }
        products[zip(a.counts, b.counts).map(+), default: 0] += a.weight * b.weight * product
      }
    }
    let scale = 1 / Double(groupSize * groupSize)
    return products.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
      (RewardSums(counts: $0.key, levels: table.rewards), scale * $0.value)
    }
  }

  private struct Content {
    let counts: [Int]
    let weight: Double
    /// n_l (r_l - rbar) by level.
    let slopes: [Double]
    /// Inner products of u with the mean contribution of each level.
    let signals: [Double]
  }

  private static func contents(_ compositions: Compositions, _ table: LevelTable) -> [Content] {
    var found: [Content] = []
    compositions.forEach { counts, probability in
      let group = CountedRewards(counts: counts, levels: table.rewards)
      let slopes = counts.indices.map {
        group.norm == 0 ? 0 : Double(counts[$0]) * (table.rewards[$0] - group.mean)
      }
      let signals = counts.indices.map { l in
        counts.indices.reduce(0) { $0 + slopes[$1] * table.meanProduct(0, $1, 0, l) }
      }
      found.append(
        Content(counts: counts, weight: probability, slopes: slopes, signals: signals))
    }
    return found
  }
}

/// E[A_i A_j] / ((r_i - rbar_a)(r_j - rbar_b)) of completions i, j of two groups of a batch.
private struct PairFactor {
  private let radial: RadialMoments?
  private let divisor: Double
  private let stabilizer: Double
  /// Prompts of the same levels meet the same batches.
  private var known: [Double: Double] = [:]

  init(_ setting: Setting) {
    let size = setting.groupSize * setting.batchGroups
    divisor = Double(size - setting.advantage.ddof)
    stabilizer = setting.advantage.stabilizer
    radial =
      setting.atoms != nil
      ? nil
      : RadialMoments(
        dimension: size - 1, divisor: divisor, stabilizer: stabilizer, sigma: setting.sigma,
        table: nil)
  }

  /// - Parameter square: centred sum of squares of the batch's rewards.
  mutating func callAsFunction(_ square: Double) throws -> Double {
    guard square > 0 else { return 0 }
    if let value = known[square] { return value }
    let value = try evaluate(square)
    known[square] = value
    return value
  }

  private func evaluate(_ square: Double) throws -> Double {
    guard let radial else {
      let deviation = (square / divisor).squareRoot() + stabilizer
      return 1 / (deviation * deviation)
    }
    return try radial(norm: square.squareRoot()).aligned / square
  }
}
