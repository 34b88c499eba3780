/// Noise that is added to the advantages of a group, whatever these are (claim AdvantageNoise):
///
///     E A_i^2 grows by v,    E A_i A_j of two completions by rho v
///
/// and E A does not change. Noise on rewards without a baseline is of this kind too.
struct AddedNoise {
  /// v, in the unit of the advantages.
  let variance: Double
  /// rho, of two completions of a group.
  let correlation: Double

  /// Adds its share to moments of one part.
  func add(to moments: inout ConditionalMoments) {
    for l in moments.diagonal.indices { moments.diagonal[l] += variance }
    guard correlation > 0 else { return }
    for i in moments.cross.indices { moments.cross[i] += correlation * variance }
  }
}

/// A law with noise on its advantages.
struct AdvantageNoiseLaw: ConditionalLaw {
  /// Of the advantages without the noise; of one part.
  let base: any ConditionalLaw
  let added: AddedNoise

  var cost: Double { base.cost }
  var secondMomentGap: String? { base.secondMomentGap }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    try base.fill(&moments, counts: counts)
    added.add(to: &moments)
  }

  /// Those of the base: sums over norms add the noise at the end, as it does not know them.
  func coefficients(norm: Double) throws -> RadialCoefficients? {
    try base.coefficients(norm: norm)
  }
}

extension LevelSums {
  /// Adds noise on advantages to the sums of one part: E n_l v, and E[n_l (n_m - [l = m])] rho v.
  mutating func include(_ noise: AddedNoise, probabilities p: [Double], groupSize: Int) {
    let g = Double(groupSize)
    for l in p.indices {
      grow(level: l, square: g * p[l] * noise.variance)
      guard noise.correlation > 0 else { continue }
      for m in p.indices {
        grow(
          pair: l, m, product: g * (g - 1) * p[l] * p[m] * noise.correlation * noise.variance)
      }
    }
  }
}
