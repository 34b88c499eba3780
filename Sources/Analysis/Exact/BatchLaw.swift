import GRPO

/// Batch-standardized advantages under Gaussian noise.
///
/// The rewards of the whole batch are one Gaussian vector of N = B G coordinates; the group's
/// advantages are its direction, projected on the group's own centred subspace. So the law is that of
/// a group of size N, with `norm` that of the batch, averaged over what the other groups may hold.
struct BatchLaw: ConditionalLaw {
  let levels: [Double]
  let groupSize: Int
  let context: [(sums: RewardSums, probability: Double)]
  let radial: RadialMoments

  var cost: Double { Double(context.count) * (radial.stabilizer == 0 ? 1 : 20) }

  init(
    levels: [Double], setting: Setting, context: [(sums: RewardSums, probability: Double)],
    table: SphericalTable? = nil
  ) {
    self.levels = levels
    self.context = context
    groupSize = setting.groupSize
    let size = setting.groupSize * setting.batchGroups
    radial = RadialMoments(
      dimension: size - 1, divisor: Double(size - setting.advantage.ddof),
      stabilizer: setting.advantage.stabilizer, sigma: setting.sigma, table: table)
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let own = CountedRewards(counts: counts, levels: levels)
    let ownSums = RewardSums(counts: counts, levels: levels)
    var mean = 0.0
    var isotropic = 0.0
    var aligned = 0.0
    for other in context {
      var batch = ownSums
      batch.merge(other.sums)
      let norm = batch.centredSumOfSquares.squareRoot()
      let value = try radial(norm: norm)
      isotropic += other.probability * value.isotropic
      guard norm > 0 else { continue }
      mean += other.probability * value.mean / norm
      aligned += other.probability * value.aligned / (norm * norm)
    }
    let centred = { (l: Int) in own.norm == 0 ? 0 : levels[l] - own.mean }
    let root = aligned.squareRoot()
    moments.set(
      mean: { mean * centred($0) }, direction: { root * centred($0) }, isotropic: isotropic,
      shared: 1 / Double(groupSize))
  }
}

/// What the other groups of a batch hold: the law of their reward sums.
enum BatchContext {
  /// Largest number of distinct contents that is still enumerated.
  private static let limit = 20_000

  /// Law of the sums over `batchGroups - 1` groups whose prompts are drawn by weight, or over one group
  /// of each companion where the set has them. Every group convolves the mixture over its prompts of the
  /// multinomial counts.
  ///
  /// - Throws: `NoExactLaw` when it has too many values.
  static func law(
    _ set: ProblemSet, groupSize: Int, batchGroups: Int,
    atoms: [(value: Double, probability: Double)]
  ) throws -> [(sums: RewardSums, probability: Double)] {
    let tooMany = NoExactLaw(
      "no exact law: a batch of \(batchGroups) groups of \(groupSize) has too many contents")
    let problems = set.companions ?? set.problems
    let tables = problems.map { LevelTable($0).expanded(by: atoms) }
    let levels = Set(tables.flatMap(\.rewards)).sorted()
    var groups: [[[Int]: Double]] = []
    var one: [[Int]: Double] = [:]
    for (problem, table) in zip(problems, tables) {
      var probabilities = [Double](repeating: 0, count: levels.count)
      for (reward, p) in zip(table.rewards, table.probabilities) {
        probabilities[levels.firstIndex(of: reward)!] += p
      }
      let compositions = Compositions(groupSize: groupSize, probabilities: probabilities)
      guard compositions.count <= Double(limit) else { throw tooMany }
      if set.companions == nil {
        compositions.forEach { one[$0, default: 0] += problem.weight * $1 }
      } else {
        var own: [[Int]: Double] = [:]
        compositions.forEach { own[$0, default: 0] += $1 }
        groups.append(own)
      }
    }
    if set.companions == nil { groups = Array(repeating: one, count: batchGroups - 1) }
    guard let counts = product(groups, levelCount: levels.count) else { throw tooMany }
    return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { counts, probability in
      (RewardSums(counts: counts, levels: levels), probability)
    }
  }

  private static func product(
    _ groups: [[[Int]: Double]], levelCount: Int
  ) -> [[Int]: Double]? {
    var result: [[Int]: Double] = [Array(repeating: 0, count: levelCount): 1]
    for one in groups {
      guard result.count * one.count <= 4_000_000 else { return nil }
      var next: [[Int]: Double] = [:]
      for (counts, p) in result.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        for (more, q) in one { next[zip(counts, more).map(+), default: 0] += p * q }
      }
      guard next.count <= limit else { return nil }
      result = next
    }
    return result
  }
}

extension RewardSums {
  /// The sums of rewards given as counts on levels.
  init(counts: [Int], levels: [Double]) {
    self.init(counts.indices.lazy.flatMap { repeatElement(levels[$0], count: counts[$0]) })
  }
}
