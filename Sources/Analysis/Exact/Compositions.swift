import RealModule

/// The ways a group of G completions can fall on L levels: counts n_1 + ... + n_L = G, with
///
///     P(n) = G! / (n_1! ... n_L!) p_1^n_1 ... p_L^n_L
///
/// Rewards enter advantages through these counts only, so `C(G + L - 1, L - 1)` of them replace
/// `L^G` tuples.
///
/// `P(n)` is a product of Poisson masses of means `G p_l` over that of their sum, right to 1e-14
/// relative without logarithms. Compositions whose mass all together is below 2^-60 of that of the
/// groups of unequal rewards are passed over.
struct Compositions {
  let groupSize: Int
  let probabilities: [Double]

  /// Number of compositions, as a Double because it may be huge.
  var count: Double {
    Double.exp(
      Double.logGamma(Double(groupSize + probabilities.count))
        - Double.logGamma(Double(groupSize + 1)) - Double.logGamma(Double(probabilities.count))
    ).rounded()
  }

  /// An upper bound of the number of compositions that are visited: those in a box around the mean.
  var visitedCount: Double {
    let factors = CompositionFactors(self)
    let widths = factors.rows.indices.map { level -> Double in
      let row = factors.rows[level]
      // The largest mass that all other levels can have together.
      let others = factors.peaks[0] / row.max()! / factors.total
      return Double(row.count { $0 * others >= factors.negligible })
    }
    // Counts add up to G: one level follows from the others, and may be the widest.
    return Swift.min(count, widths.sorted().dropLast().reduce(1, *))
  }

  /// Visits every composition that counts in lexicographic order.
  func forEach(_ body: (_ counts: [Int], _ probability: Double) throws -> Void) rethrows {
    var counts = [Int](repeating: 0, count: probabilities.count)
    let factors = CompositionFactors(self)
    try visit(factors, level: 0, remaining: groupSize, mass: 1 / factors.total, &counts, body)
  }

  private func visit(
    _ factors: CompositionFactors, level: Int, remaining: Int, mass: Double, _ counts: inout [Int],
    _ body: ([Int], Double) throws -> Void
  ) rethrows {
    let isLast = level == probabilities.count - 1
    // The last level takes all that is left.
    for n in (isLast ? remaining : 0)...remaining {
      let next = mass * factors.rows[level][n]
      // `negligible` is 0 where all groups are equal: then only zeros are passed over.
      if next == 0 || next * factors.peaks[level + 1] < factors.negligible { continue }
      counts[level] = n
      if isLast {
        try body(counts, next)
      } else {
        try visit(
          factors, level: level + 1, remaining: remaining - n, mass: next, &counts, body)
      }
    }
    counts[level] = 0
  }
}

/// The Poisson masses whose products are the probabilities of compositions.
struct CompositionFactors {
  /// `rows[l][n]`: the mass of n under the Poisson law of mean `G p_l`, n = 0...G.
  let rows: [[Double]]
  /// The mass of G under the Poisson law of mean G.
  let total: Double
  /// `peaks[l]`: the largest product of masses of level l and those after it.
  let peaks: [Double]
  /// A composition of less probability does not count.
  let negligible: Double

  init(_ compositions: Compositions) {
    let size = compositions.groupSize
    rows = compositions.probabilities.map { Self.poisson(mean: Double(size) * $0, upTo: size) }
    total = Self.poisson(mean: Double(size), upTo: size)[size]
    peaks = rows.reversed().reduce(into: [1.0]) { $0.append($0.last! * $1.max()!) }.reversed()
    negligible = 0x1p-60 * Self.mixed(compositions.probabilities, size) / compositions.count
  }

  /// The probability of groups of unequal rewards.
  private static func mixed(_ probabilities: [Double], _ size: Int) -> Double {
    let mixed = 1 - probabilities.reduce(0) { $0 + power($1, size) }
    if mixed > 0x1p-20 { return mixed }
    // For a policy that is all but sure the difference is rounding, of either sign: instead that not all
    // fall on the likeliest level.
    let likeliest = probabilities.indices.max { probabilities[$0] < probabilities[$1] }
    let others = probabilities.indices.reduce(0) { $1 == likeliest ? $0 : $0 + probabilities[$1] }
    return -Double.expMinusOne(Double(size) * Double.log(onePlus: -others))
  }

  /// Masses of 0...last, by recurrence from the mode and normalised by their own sum.
  private static func poisson(mean: Double, upTo last: Int) -> [Double] {
    // Outwards from the largest mass all factors are at most 1: tails may underflow, nothing overflows.
    let mode = Swift.min(Int(mean), last)
    var masses = [Double](repeating: 0, count: last + 1)
    masses[mode] = 1
    for n in stride(from: mode, to: 0, by: -1) { masses[n - 1] = masses[n] * Double(n) / mean }
    for n in mode..<last { masses[n + 1] = masses[n] * mean / Double(n + 1) }
    var sum = masses.reduce(0, +)
    var (n, beyond) = (Double(last), masses[last])
    // Masses beyond `last` belong to the sum that normalises, though not to the row.
    while beyond > 0x1p-60 * sum {
      n += 1
      beyond *= mean / n
      sum += beyond
    }
    return masses.map { $0 / sum }
  }
}
