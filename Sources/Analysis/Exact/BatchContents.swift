import GRPO

/// The law of what several groups hold together.
enum BatchContents {
  /// Largest number of distinct contents that is still enumerated.
  private static let limit = 20_000

  /// Law of the counts over `batchGroups - 1` groups whose prompts are drawn by weight, or over one group
  /// of each companion where the set has them, on the pairs of the set's rewards and the noise values.
  /// Every group convolves the mixture over its prompts of the multinomial counts.
  ///
  /// - Parameter probabilities: of the noise values.
  /// - Throws: `NoExactLaw` when it has too many values.
  static func law(
    _ set: ProblemSet, groupSize: Int, batchGroups: Int, probabilities: [Double]
  ) throws -> [(counts: [Int], probability: Double)] {
    let tooMany = NoExactLaw(
      "no exact law: a batch of \(batchGroups) groups of \(groupSize) has too many contents")
    let pairCount = levels(set).count * probabilities.count
    if pairCount == 1 { return [([groupSize * (batchGroups - 1)], 1)] }
    // On two pairs there is one content for each total: their number is known beforehand.
    guard pairCount > 2 || Double(groupSize) * Double(batchGroups) <= Double(limit) else {
      throw tooMany
    }
    let groups = try (set.companions?.map { [$0.ofWeightOne] } ?? [set.distinct]).map {
      try group(of: $0, levels(set), groupSize, probabilities, tooMany)
    }
    let size = set.companions.map(\.count) ?? batchGroups - 1
    if pairCount == 2 {
      let each = groups.map { group in
        group.reduce(into: [Double](repeating: 0, count: groupSize + 1)) {
          $0[$1.key[1]] += $1.value
        }
      }
      let masses = set.companions == nil ? power(each[0], size) : each.reduce([1], convolved)
      return masses.enumerated().filter { $0.element > 0 }.map {
        ([groupSize * size - $0.offset, $0.offset], $0.element)
      }
    }
    let all = set.companions == nil ? Array(repeating: groups[0], count: size) : groups
    return try product(all, levelCount: pairCount, tooMany)
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }

  /// Distinct rewards of a set in increasing order.
  static func levels(_ set: ProblemSet) -> [Double] {
    set.distinct.reduce(into: Set<Double>()) { $0.formUnion($1.levels) }.sorted()
  }

  /// The counts of one group of a prompt drawn by weight, prompts of the same law taken together.
  private static func group(
    of problems: [Problem], _ levels: [Double], _ groupSize: Int, _ noise: [Double],
    _ tooMany: NoExactLaw
  ) throws -> [[Int]: Double] {
    let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
    var weights: [[Double]: Double] = [:]
    for problem in problems {
      var pairs = [Double](repeating: 0, count: levels.count * noise.count)
      for (o, p) in problem.probabilities.enumerated() {
        let level = places[problem.rewards[o]]!
        for (k, q) in noise.enumerated() { pairs[level * noise.count + k] += p * q }
      }
      weights[pairs, default: 0] += problem.weight
    }
    var one: [[Int]: Double] = [:]
    for (pairs, weight) in weights.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let compositions = Compositions(groupSize: groupSize, probabilities: pairs)
      guard compositions.count <= Double(limit) else { throw tooMany }
      compositions.forEach { one[$0, default: 0] += weight * $1 }
    }
    return one
  }

  /// On two levels: the masses of a sum of so many independent numbers.
  private static func power(_ masses: [Double], _ exponent: Int) -> [Double] {
    var (result, square, rest) = ([1.0], masses, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result = convolved(result, square) }
      rest /= 2
      if rest > 0 { square = convolved(square, square) }
    }
    return result
  }

  private static func convolved(_ a: [Double], _ b: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: a.count + b.count - 1)
    sum.withUnsafeMutableBufferPointer { sum in
      b.withUnsafeBufferPointer { b in
        for (i, x) in a.enumerated() where x != 0 {
          for j in b.indices { sum[i + j] += x * b[j] }
        }
      }
    }
    return sum
  }

  private static func product(
    _ groups: [[[Int]: Double]], levelCount: Int, _ tooMany: NoExactLaw
  ) throws -> [[Int]: Double] {
    var result: [[Int]: Double] = [Array(repeating: 0, count: levelCount): 1]
    for one in groups {
      // The work of the product, known before it is done; `limit` is on what comes out.
      guard result.count * one.count <= 1_000_000 else { throw tooMany }
      var next: [[Int]: Double] = [:]
      // A fixed order of summation, for the same last bits in every run.
      for (counts, p) in result.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        // Each adds to another entry: here the order changes nothing.
        for (more, q) in one { next[zip(counts, more).map(+), default: 0] += p * q }
      }
      guard next.count <= limit else { throw tooMany }
      result = next
    }
    return result
  }
}

extension Problem {
  /// The prompt alone in its place of a batch.
  fileprivate var ofWeightOne: Problem {
    var copy = self
    copy.weight = 1
    return copy
  }
}
