/// The composition sums of groups on two levels, one row for each number K of completions on the
/// upper one: they depend on the setting, and a pass rate enters by its weights alone.
struct BinaryTable {
  private let zero: LevelSums
  /// Row K holds the sums of a group that is K for certain.
  private let rows: [Double]

  init(_ law: any ConditionalLaw, groupSize: Int, parts: Int) throws {
    zero = LevelSums(levelCount: 2, groupSize: groupSize, parts: parts)
    var rows: [Double] = []
    rows.reserveCapacity((groupSize + 1) * zero.values.count)
    var moments = ConditionalMoments(levelCount: 2, parts: parts)
    var row = zero
    var counts = [groupSize, 0]
    for k in 0...groupSize {
      (counts[0], counts[1]) = (groupSize - k, k)
      try law.fill(&moments, counts: counts)
      row.clear()
      row.accumulate(moments, counts: counts, probability: 1)
      rows += row.values
    }
    self.rows = rows
  }

  /// E[A | K] of a completion on the upper level, K > 0, for a law of one part.
  func upperMean(_ k: Int) -> Double { rows[k * zero.values.count + 1] / Double(k) }

  /// The sums over the groups of a pass rate; O(window).
  func sums(_ weights: BinomialWeights) -> LevelSums {
    var sums = zero
    let width = zero.values.count
    rows.withUnsafeBufferPointer { rows in
      sums.values.withUnsafeMutableBufferPointer { sums in
        for (index, weight) in weights.values.enumerated() {
          let row = (weights.first + index) * width
          for f in 0..<width { sums[f] += weight * rows[row + f] }
        }
      }
    }
    return sums
  }
}

/// The probabilities of K = first, first + 1, ... correct completions; those left out are negligible,
/// see `Compositions`.
struct BinomialWeights {
  let first: Int
  let values: [Double]

  init(groupSize: Int, probabilities: [Double]) {
    let factors = CompositionFactors(
      Compositions(groupSize: groupSize, probabilities: probabilities))
    let masses = (0...groupSize).map {
      factors.rows[0][groupSize - $0] * factors.rows[1][$0] / factors.total
    }
    let counts = { (mass: Double) in mass > 0 && mass >= factors.negligible }
    first = masses.firstIndex(where: counts) ?? 0
    values = Array(masses[first...(masses.lastIndex(where: counts) ?? groupSize)])
  }
}
