/// What the groups of a prompt come to that a ``ReducedSimulation`` has drawn, in one round or several.
struct ReducedSums {
  /// By stratum, then round, then setting: rounds of groups that are all alike are one.
  private(set) var strata: [[[MomentAccumulator]]] = []
  /// Groups of the pilot, which are in no mean.
  var spent = 0
  /// How groups are shared out; nil before the pilot, and without strata.
  var allocation: NeymanAllocation?
  /// The first random stream that nothing was drawn from.
  var nextChunk = 0

  /// Groups behind all of it, those of the pilot included.
  var count: Int {
    strata.reduce(spent) { $1.reduce($0) { $0 + $1[0].sampleCount } }
  }

  /// Adds what more groups of a stratum come to; strata come in order.
  ///
  /// - Parameter isAlike: whether these are independent groups as those before; sequences of different length have
  ///   errors that are not in proportion to it, and stay apart.
  mutating func add(_ found: [MomentAccumulator], stratum k: Int, isAlike: Bool) {
    if k == strata.count { strata.append([]) }
    if isAlike, !strata[k].isEmpty {
      for s in found.indices { strata[k][0][s].merge(found[s]) }
    } else {
      strata[k].append(found)
    }
  }

  /// The means of one setting with their weights, which sum to 1: of a stratum its probability, of its rounds shares in
  /// proportion to n^(3/2) of their n groups. The variance of a sequence's mean is between 1/n and 1/n^2: either asks
  /// for nearly these.
  func parts(of kinds: [Stratum], setting s: Int) -> [(Double, MomentAccumulator)] {
    zip(kinds, strata).flatMap { kind, rounds in
      let sizes = rounds.map { Double($0[s].sampleCount) * Double($0[s].sampleCount).squareRoot() }
      let total = sizes.reduce(0, +)
      return zip(rounds, sizes).map { round, size in
        (kind.probability * (rounds.count == 1 ? 1 : size / total), round[s])
      }
    }
  }
}
