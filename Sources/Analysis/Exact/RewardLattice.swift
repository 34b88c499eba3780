/// Reward levels that are whole steps apart: `r_l = r_0 + step k_l`.
///
/// A group then has whole-numbered sums `S = sum k` and `Q = sum k^2`, and
///
///     G norm(r - rbar)^2 = step^2 (G Q - S^2)
///
/// so that all the norms a group can have are few.
struct RewardLattice: Sendable {
  let step: Double
  let indices: [Int]

  /// Largest k.
  var span: Int { indices.last! }

  /// nil for levels without a common step of at least a twentieth of their smallest gap.
  init?(_ levels: [Double]) {
    let gaps = zip(levels.dropFirst(), levels).map { $0 - $1 }
    guard let smallest = gaps.min(), smallest > 0 else { return nil }
    for parts in 1...20 {
      let step = smallest / Double(parts)
      let ratios = levels.map { ($0 - levels[0]) / step }
      // More parts only make the span longer: no finer step can do either.
      guard let last = ratios.last, last < 1000 else { return nil }
      // Levels are decimals rounded to doubles: whole ratios are off by some 1e-15 of themselves.
      if ratios.allSatisfy({ abs($0 - $0.rounded()) < 1e-12 * Swift.max($0, 1) }) {
        // By the whole range: its relative rounding is less than that of the smallest gap.
        self.step = (levels.last! - levels[0]) / last.rounded()
        indices = ratios.map { Int($0.rounded()) }
        return
      }
    }
    return nil
  }

  /// Length of the table of (S, Q) of so many completions.
  func stateCount(_ completions: Int) -> Int {
    (completions * span + 1) * (completions * span * span + 1)
  }

  /// True when sums over (S, Q) are less work than sums over compositions, and fit in memory.
  func isWorthwhile(groupSize: Int) -> Bool {
    // With spans below 1000 this bound of G keeps stateCount within an Int.
    guard indices.count > 2, groupSize > 1, groupSize < 1 << 12 else { return false }
    let states = stateCount(groupSize)
    let compositions = Compositions(
      groupSize: groupSize, probabilities: indices.map { _ in 1 / Double(indices.count) })
    // 2^22 numbers in each of two tables: 64 MB.
    return states <= 1 << 22 && 0.25 * Double(states) < compositions.count
  }
}

/// The joint law of (S, Q) over groups of independent completions, by convolution: the generating
/// function `(sum_l p_l x^k_l y^(k_l^2))^n` as its table of coefficients.
struct LatticeLaw: Sendable {
  let lattice: RewardLattice
  let groupSize: Int
  let probabilities: [Double]
  /// Masses of G - 1 and of G - 2 completions, at `S stride + Q`.
  let others: [Double]
  let pairs: [Double]
  let stride: Int

  init(_ lattice: RewardLattice, groupSize: Int, probabilities: [Double]) {
    self.lattice = lattice
    self.groupSize = groupSize
    self.probabilities = probabilities
    stride = (groupSize - 1) * lattice.span * lattice.span + 1
    var masses = [Double](repeating: 0, count: stride * ((groupSize - 1) * lattice.span + 1))
    masses[0] = 1
    var previous = masses
    // At the end `masses` is of G - 1 completions, `previous` of G - 2.
    for completions in 0..<(groupSize - 1) {
      previous = masses
      let next = Self.convolved(
        masses, completions: completions, lattice: lattice, stride: stride, probabilities)
      masses = next
    }
    others = masses
    pairs = previous
  }

  /// Calls with every (S, range of Q) that so many completions can have: `S^2 <= n Q <= n span S`.
  static func forEachRow(
    completions: Int, span: Int, _ body: (_ sum: Int, _ squares: ClosedRange<Int>) throws -> Void
  ) rethrows {
    for sum in 0...(completions * span) {
      let least = completions == 0 ? 0 : (sum * sum + completions - 1) / completions
      try body(sum, least...Swift.max(least, span * sum))
    }
  }

  private static func convolved(
    _ masses: [Double], completions: Int, lattice: RewardLattice, stride: Int,
    _ probabilities: [Double]
  ) -> [Double] {
    var next = [Double](repeating: 0, count: masses.count)
    next.withUnsafeMutableBufferPointer { next in
      masses.withUnsafeBufferPointer { masses in
        forEachRow(completions: completions, span: lattice.span) { sum, squares in
          for (k, p) in zip(lattice.indices, probabilities) {
            // One completion more on step k: S grows by k and Q by k^2.
            let shift = k * stride + k * k
            let row = sum * stride
            for i in (row + squares.lowerBound)...(row + squares.upperBound) {
              next[i + shift] += p * masses[i]
            }
          }
        }
      }
    }
    return next
  }
}
