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
enum SharedDivisor {
  /// Pairs of contents of two groups, times contents of the others, that are summed at most.
  private static let limit = 4_000_000

  /// E g_a . g_b of two groups of different places in a batch, prompts drawn by weight and with parameters
  /// of their own; 0 for a batch of one group.
  ///
  /// - Throws: `NoExactLaw` where there is none.
  static func crossMoment(_ set: ProblemSet, setting: Setting) throws -> Double {
    guard setting.batchGroups > 1 else { return 0 }
    // Noise on advantages is independent between groups.
    let setting = setting.onRewards
    guard setting.advantage.focal == 0 else {
      throw NoExactLaw("no exact law of a batch: weights by the means of its groups")
    }
    guard setting.isUndithered || setting.dither.isPlain else {
      throw NoExactLaw("no exact law of a batch: noise that is shared or in proportion to rewards")
    }
    guard setting.advantage.clampIsIdle(groupSize: setting.groupSize),
      setting.atoms != nil || setting.dither.family == .gaussian,
      set.problems.allSatisfy({ $0.parts == 1 && $0.penalty == nil })
    else {
      throw NoExactLaw(
        "no exact law of a batch: \(setting.dither.family.name) noise, a clamp, clip or KL term"
      )
    }
    guard set.problems.allSatisfy({ $0.tokenCounts == nil }) else {
      throw NoExactLaw("no exact law of a batch: groups divided by their tokens")
    }
    let atoms = setting.atoms ?? [(value: 0, probability: 1)]
    let levels = BatchContents.levels(set)
    let all = setting.dithered(
      levels: levels,
      values: setting.isUndithered ? [0] : setting.dither.atoms(limit: 4096)?.map(\.value) ?? [0]
    )
    // The groups a and b are summed over apart: this is the law of the B - 2 others.
    let others = try BatchContents.law(
      set, groupSize: setting.groupSize, batchGroups: setting.batchGroups - 1,
      probabilities: atoms.map(\.probability))
    var factor = PairFactor(setting)
    return try set.problems.reduce(0) { sum, problem in
      let table = DitheredTable(problem, atoms: atoms, among: levels)
      let pairs = try pairs(table, setting.groupSize)
      guard pairs.count * others.count <= limit else { throw tooMany(setting) }
      var moment = 0.0
      for pair in pairs {
        for other in others {
          var counts = other.counts
          for i in pair.counts.indices { counts[table.places[i]] += pair.counts[i] }
          moment +=
            other.probability * pair.product * (try factor(PairGroup(all, counts: counts).norm))
        }
      }
      // Two groups meet the same prompt with its weight squared; other prompts are orthogonal.
      return sum + problem.weight * problem.weight * moment
    }
  }

  private static func tooMany(_ setting: Setting) -> NoExactLaw {
    NoExactLaw("no exact law: a batch of \(setting.batchGroups) groups has too many contents")
  }

  /// What two groups hold together, with the sum of `P P u_a . u_b / G^2` over the ways they may.
  private static func pairs(
    _ table: DitheredTable, _ groupSize: Int
  ) throws -> [(counts: [Int], product: Double)] {
    let compositions = Compositions(groupSize: groupSize, probabilities: table.probabilities)
    guard compositions.count * compositions.count <= Double(limit) else {
      throw NoExactLaw(
        "no exact law: two groups of \(groupSize) on \(table.rewards.count) reward levels have too many "
          + "contents")
    }
    let groups = contents(compositions, table)
    var products: [[Int]: Double] = [:]
    for a in groups {
      for b in groups where b.weight != 0 {
        let product = table.rewards.indices.reduce(0) { $0 + a.slopes[$1] * b.signals[$1] }
        products[zip(a.counts, b.counts).map(+), default: 0] += a.weight * b.weight * product
      }
    }
    let scale = 1 / (Double(groupSize) * Double(groupSize))
    return products.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
      ($0.key, scale * $0.value)
    }
  }

  private struct Content {
    let counts: [Int]
    let weight: Double
    /// n_l (r_l - rbar) by dithered level.
    let slopes: [Double]
    /// Inner products of u with the mean contribution of each level.
    let signals: [Double]
  }

  private static func contents(
    _ compositions: Compositions, _ table: DitheredTable
  ) -> [Content] {
    var found: [Content] = []
    compositions.forEach { counts, probability in
      let group = CountedRewards(counts: counts, levels: table.rewards)
      let slopes = counts.indices.map {
        group.norm == 0 ? 0 : Double(counts[$0]) * (table.rewards[$0] - group.mean)
      }
      // u_a . u_b is a double sum over levels: taken once for each group here, a pair of groups costs L
      // products, not L^2.
      let signals = counts.indices.map { l in
        counts.indices.reduce(0) { $0 + slopes[$1] * table.product($1, l) }
      }
      found.append(
        Content(counts: counts, weight: probability, slopes: slopes, signals: signals))
    }
    return found
  }
}

/// The dithered rewards of one prompt under a noise of finitely many values.
private struct DitheredTable {
  /// Reward plus noise, by pair; the noise value runs fastest.
  let rewards: [Double]
  let probabilities: [Double]
  /// Where the pairs stand among those of the set.
  let places: [Int]
  private let table: LevelTable
  private let atomCount: Int

  init(
    _ problem: Problem, atoms: [(value: Double, probability: Double)], among levels: [Double]
  ) {
    let table = LevelTable(problem)
    rewards = table.rewards.flatMap { level in atoms.map { level + $0.value } }
    probabilities = table.probabilities.flatMap { p in atoms.map { p * $0.probability } }
    places = table.rewards.flatMap { level in
      let place = levels.firstIndex(of: level)!
      return atoms.indices.map { place * atoms.count + $0 }
    }
    self.table = table
    atomCount = atoms.count
  }

  /// Inner product of the mean contributions of two pairs.
  func product(_ pair: Int, _ other: Int) -> Double {
    table.meanProduct(0, pair / atomCount, 0, other / atomCount)
  }
}

/// E[A_i A_j] / ((r_i - rbar_a)(r_j - rbar_b)) of completions i, j of two groups of a batch.
private struct PairFactor {
  private let radial: RadialMoments?
  private let divisor: Double
  private let estimator: AdvantageEstimator
  /// Prompts of the same levels meet the same batches.
  private var known: [Double: Double] = [:]

  init(_ setting: Setting) {
    let size = setting.groupSize * setting.batchGroups
    divisor = Double(size - setting.advantage.ddof)
    estimator = setting.advantage
    radial =
      setting.atoms != nil
      ? nil
      : RadialMoments(
        dimension: size - 1, divisor: divisor, stabilizer: estimator.stabilizer,
        denominator: estimator.denominator, sigma: setting.sigma)
  }

  /// - Parameter norm: of the batch's centred rewards.
  mutating func callAsFunction(_ norm: Double) throws -> Double {
    guard norm > 0 else { return 0 }
    if let value = known[norm] { return value }
    let value = try evaluate(norm)
    known[norm] = value
    return value
  }

  private func evaluate(_ norm: Double) throws -> Double {
    guard let radial else {
      let deviation = estimator.divisor(norm / divisor.squareRoot())
      return 1 / (deviation * deviation)
    }
    // Not by norm^2, which may underflow on its own.
    return try radial(norm: norm).aligned / norm / norm
  }
}
