/// The ways the completions of every reward level can fall on the values of a discrete noise, with
/// their probabilities: a multinomial law for each level.
struct NoiseSplits {
  let atomCount: Int
  /// `masses[k][n][m]`: probability that m of n completions have value k, given that none has one of
  /// the values before.
  private let masses: [[[Double]]]

  /// A split of less probability does not count.
  private static let negligible = 0x1p-70

  init(probabilities: [Double], groupSize: Int) {
    atomCount = probabilities.count
    var rest = 1.0
    masses = probabilities.dropLast().map { p in
      // A running difference: where the values after it are rare `rest` may round below p.
      let share = Swift.min(1, p / rest)
      rest -= p
      return (0...groupSize).map { Self.binomial($0, share) }
    }
  }

  /// Calls with the counts by pair, the noise value fastest, and their probability.
  func forEach(counts: [Int], _ body: (_ pairCounts: [Int], _ probability: Double) -> Void) {
    var pairs = [Int](repeating: 0, count: counts.count * atomCount)
    visit(0, left: counts.first ?? 0, mass: 1, counts, &pairs, body)
  }

  private func visit(
    _ index: Int, left: Int, mass: Double, _ counts: [Int], _ pairs: inout [Int],
    _ body: ([Int], Double) -> Void
  ) {
    let (level, k) = (index / atomCount, index % atomCount)
    guard level < counts.count else { return body(pairs, mass) }
    // The last value takes what is left, and needs no masses of its own.
    if k == atomCount - 1 {
      pairs[index] = left
      let next = level + 1 < counts.count ? counts[level + 1] : 0
      return visit(index + 1, left: next, mass: mass, counts, &pairs, body)
    }
    for m in 0...left {
      let share = masses[k][left][m]
      if share < Self.negligible { continue }
      pairs[index] = m
      visit(index + 1, left: left - m, mass: mass * share, counts, &pairs, body)
    }
  }

  /// Masses of 0...n, by recurrence from the mode and normalised by their own sum.
  private static func binomial(_ n: Int, _ p: Double) -> [Double] {
    var masses = [Double](repeating: 0, count: n + 1)
    // At p = 1 the odds are infinite.
    guard p < 1 else {
      masses[n] = 1
      return masses
    }
    let mode = Swift.min(n, Int(Double(n + 1) * p))
    let odds = p / (1 - p)
    masses[mode] = 1
    for m in stride(from: mode, to: 0, by: -1) {
      masses[m - 1] = masses[m] * Double(m) / (Double(n - m + 1) * odds)
    }
    for m in mode..<n { masses[m + 1] = masses[m] * Double(n - m) * odds / Double(m + 1) }
    let sum = masses.reduce(0, +)
    return masses.map { $0 / sum }
  }
}
