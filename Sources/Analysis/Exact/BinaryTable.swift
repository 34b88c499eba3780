/// The composition sums of groups on two levels, one row for each number K of completions on the
/// upper one: they depend on the setting, and a pass rate enters by its weights alone. Rows are worked
/// out when they are first asked for.
final class BinaryTable {
  // One property: a class checks every access to its properties while the program runs, and a row has
  // several.
  private var rows: BinaryRows

  init(_ law: any ConditionalLaw, groupSize: Int, parts: Int) {
    rows = BinaryRows(law, groupSize: groupSize, parts: parts)
  }

  /// E[A | K] of a completion on the upper level, K > 0, for a law of one part.
  ///
  /// - Throws: `NoExactLaw` where the law has none.
  func upperMean(_ k: Int) throws -> Double { try rows.upperMean(k) }

  /// The sums over the groups of a pass rate; O(window).
  ///
  /// - Throws: `NoExactLaw` where the law has none.
  func sums(_ weights: BinomialWeights) throws -> LevelSums { try rows.sums(weights) }
}

private struct BinaryRows {
  private let law: any ConditionalLaw
  private let groupSize: Int
  /// Those that were asked for last: one array serves all pass rates, unless somebody keeps it.
  private var total: LevelSums
  private var moments: ConditionalMoments
  /// Of the row being worked out.
  private var counts = [0, 0]
  private var row: LevelSums
  /// Row K holds the sums of a group that is K for certain.
  private var rows: [Double]
  private var isKnown: [Bool]

  init(_ law: any ConditionalLaw, groupSize: Int, parts: Int) {
    self.law = law
    self.groupSize = groupSize
    total = LevelSums(levelCount: 2, groupSize: groupSize, parts: parts)
    row = total
    moments = ConditionalMoments(levelCount: 2, parts: parts)
    rows = Array(repeating: 0, count: (groupSize + 1) * total.values.count)
    isKnown = Array(repeating: false, count: groupSize + 1)
  }

  private mutating func work(out k: Int) throws {
    (counts[0], counts[1]) = (groupSize - k, k)
    try law.fill(&moments, counts: counts)
    row.clear()
    row.accumulate(moments, counts: counts, probability: 1)
    rows.withUnsafeMutableBufferPointer { rows in
      row.values.withUnsafeBufferPointer { row in
        (rows.baseAddress! + k * row.count).update(from: row.baseAddress!, count: row.count)
      }
    }
    isKnown[k] = true
  }

  mutating func upperMean(_ k: Int) throws -> Double {
    if !isKnown[k] { try work(out: k) }
    // Entry 1 of a row is `first` of level 1, times the K completions there.
    return rows[k * row.values.count + 1] / Double(k)
  }

  mutating func sums(_ weights: BinomialWeights) throws -> LevelSums {
    for index in weights.values.indices where !isKnown[weights.first + index] {
      try work(out: weights.first + index)
    }
    let (first, width) = (weights.first, row.values.count)
    rows.withUnsafeBytes { rows in
      weights.values.withUnsafeBufferPointer { weights in
        total.values.withUnsafeMutableBytes { sums in
          // Numbers side by side, each its own sum in the order of K; a row of two levels has 12 of them, or 36.
          var f = 0
          while f < width {
            var sum = SIMD4<Double>.zero
            var place = (first * width + f) * 8
            for weight in weights {
              let row = rows.loadUnaligned(fromByteOffset: place, as: SIMD4<Double>.self)
              sum = sum + SIMD4(repeating: weight) * row
              place += 8 * width
            }
            sums.storeBytes(of: sum, toByteOffset: 8 * f, as: SIMD4<Double>.self)
            f += 4
          }
        }
      }
    }
    return total
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
