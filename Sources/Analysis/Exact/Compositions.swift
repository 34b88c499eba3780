import RealModule

/// The ways a group of G completions can fall on L levels: counts n_1 + ... + n_L = G, with
///
///     P(n) = G! / (n_1! ... n_L!) p_1^n_1 ... p_L^n_L
///
/// Rewards enter advantages through these counts only, so `C(G + L - 1, L - 1)` of them replace
/// `L^G` tuples.
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

  /// Visits every composition of nonzero probability in lexicographic order.
  func forEach(_ body: (_ counts: [Int], _ probability: Double) throws -> Void) rethrows {
    var counts = [Int](repeating: 0, count: probabilities.count)
    let start = Double.logGamma(Double(groupSize + 1))
    try visit(level: 0, remaining: groupSize, logProbability: start, &counts, body)
  }

  private func visit(
    level: Int, remaining: Int, logProbability: Double, _ counts: inout [Int],
    _ body: ([Int], Double) throws -> Void
  ) rethrows {
    let isLast = level == probabilities.count - 1
    for n in (isLast ? remaining : 0)...remaining {
      if n > 0 && probabilities[level] == 0 { break }
      let term = n == 0 ? 0 : Double(n) * .log(probabilities[level])
      let next = logProbability + term - .logGamma(Double(n + 1))
      counts[level] = n
      if isLast {
        try body(counts, .exp(next))
      } else {
        try visit(level: level + 1, remaining: remaining - n, logProbability: next, &counts, body)
      }
    }
    counts[level] = 0
  }
}

/// Mean and centred norm of a group's rewards, from its counts.
struct CountedRewards {
  let mean: Double
  /// `norm(r - rbar)`; exactly 0 for a silent group.
  let norm: Double

  init(counts: [Int], levels: [Double]) {
    let size = Double(counts.reduce(0, +))
    let occupied = counts.indices.filter { counts[$0] > 0 }
    guard occupied.count > 1 else {
      mean = levels[occupied[0]]
      norm = 0
      return
    }
    let mean = occupied.reduce(0) { $0 + Double(counts[$1]) * levels[$1] } / size
    let square = occupied.reduce(0) {
      $0 + Double(counts[$1]) * (levels[$1] - mean) * (levels[$1] - mean)
    }
    self.mean = mean
    norm = square.squareRoot()
  }
}
