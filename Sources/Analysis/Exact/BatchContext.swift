import GRPO

/// What the other groups of a batch hold, for batch-standardized advantages.
struct BatchContext {
  /// Groups of the batch.
  let groups: Int
  /// All (reward, noise value) pairs of the set, in the unit of the law.
  let pairs: DitheredLevels
  /// Counts on those pairs, over all other groups, with their probabilities.
  let contents: [(counts: [Int], probability: Double)]
  /// Where the pairs of the law's own prompt stand among those of the set.
  let places: [Int]

  var count: Int { contents.count }

  /// `norm(x - xbar)` over the whole batch.
  func norm(of own: [Int], with other: (counts: [Int], probability: Double)) -> Double {
    var counts = other.counts
    for i in own.indices { counts[places[i]] += own[i] }
    return PairGroup(pairs, counts: counts).norm
  }
}
