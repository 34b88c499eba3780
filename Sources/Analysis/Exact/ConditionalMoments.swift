/// Moments of the advantages of a group given on which reward level each completion fell.
///
/// With `L` levels and `parts` 1 (the advantage A) or 2 (A+ and -A-, which an active clip tells
/// apart), and for two different completions i, j of levels l, m:
///
///     first[part][l]                 = E[A_i^part]
///     diagonal[part][part'][l]       = E[A_i^part A_i^part']
///     cross[part][l][part'][m]       = E[A_i^part A_j^part']
///
/// Values at levels that the group does not hold are ignored. Flat arrays, filled in place.
struct ConditionalMoments {
  let levelCount: Int
  let parts: Int
  var first: [Double]
  var diagonal: [Double]
  var cross: [Double]

  init(levelCount: Int, parts: Int) {
    self.levelCount = levelCount
    self.parts = parts
    let size = levelCount * parts
    first = Array(repeating: 0, count: size)
    diagonal = Array(repeating: 0, count: size * parts)
    cross = Array(repeating: 0, count: size * size)
  }

  func firstIndex(_ part: Int, _ level: Int) -> Int { part * levelCount + level }

  func diagonalIndex(_ part: Int, _ other: Int, _ level: Int) -> Int {
    (part * parts + other) * levelCount + level
  }

  func crossIndex(_ part: Int, _ level: Int, _ other: Int, _ otherLevel: Int) -> Int {
    firstIndex(part, level) * levelCount * parts + firstIndex(other, otherLevel)
  }

  /// One part, mean `m_l`, covariance of two completions `c (delta_ij - s) + b m_l m_m`.
  ///
  /// - Parameters:
  ///   - mean: E[A] by level.
  ///   - direction: vector whose outer product carries the aligned part of E[A A^T].
  ///   - isotropic: coefficient of the matrix `delta_ij - shared`.
  ///   - shared: 1/G for centred advantages, 0 for independent ones.
  mutating func set(
    mean: (Int) -> Double, direction: (Int) -> Double, isotropic: Double, shared: Double
  ) {
    for l in 0..<levelCount {
      let own = direction(l)
      first[l] = mean(l)
      diagonal[l] = isotropic * (1 - shared) + own * own
      for m in 0..<levelCount {
        cross[l * levelCount + m] = own * direction(m) - isotropic * shared
      }
    }
  }
}
