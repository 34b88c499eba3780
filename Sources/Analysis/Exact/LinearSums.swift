import GRPO

extension LevelSums {
  /// The sums of linear advantages, without compositions: O(L^2) whatever the group size.
  ///
  /// With `a_l = r_l - V` and c = 1/G (reinforce: the reward itself and c = 0), completions i, j of
  /// levels l, m, and T the sum of the deviations of the others, of mean 0 and variance s^2 each,
  ///
  ///     A_i given l    = factor { (1 - c) a_l - c T_(G-1) }
  ///     A_i given l, m = factor { a_l - c (a_l + a_m) - c T_(G-2) }
  ///
  /// plus `factor^2 sigma^2 (delta_ij - c)` in the second moments.
  init(_ law: LinearLaw, table: LevelTable) {
    self.init(levelCount: table.count, groupSize: law.groupSize, parts: 1)
    let (p, rewards, g) = (table.probabilities, table.rewards, Double(law.groupSize))
    let isReinforce = law.kind == .reinforce
    let c = isReinforce ? 0 : 1 / g
    let factor = law.factor
    // Differences first: what all rewards have in common cannot drown them.
    let centred = rewards.map { reward in
      isReinforce ? reward : zip(p, rewards).reduce(0) { $0 + $1.0 * (reward - $1.1) }
    }
    let spread = zip(p, centred).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    for l in rewards.indices {
      let own = (1 - c) * centred[l]
      let square =
        law.sharedSquare * (own * own + (g - 1) * c * c * spread) + law.variance * (1 - c)
      set(level: l, first: g * p[l] * factor * own, square: g * p[l] * factor * factor * square)
      for m in rewards.indices {
        let shift = c * (centred[l] + centred[m])
        let product =
          law.sharedSquare
          * ((centred[l] - shift) * (centred[m] - shift) + (g - 2) * c * c * spread)
          - law.variance * c
        let pairs = g * (g - 1) * p[l] * p[m] * factor
        set(
          pair: l, m, first: pairs * (centred[l] - shift), product: pairs * factor * product)
      }
    }
    if let variances = law.levelVariances { include(variances, law, probabilities: p) }
    if let added = law.added { include(added, probabilities: p, groupSize: law.groupSize) }
  }

  /// Noise with a variance of its own on each level: as `LinearLaw` has it given the group, whose other
  /// completions have the mean variance.
  private mutating func include(
    _ variances: [Double], _ law: LinearLaw, probabilities p: [Double]
  ) {
    let (g, c) = (Double(law.groupSize), law.baseline)
    let square = law.factor * law.factor
    let mean = zip(p, variances).reduce(0) { $0 + $1.0 * $1.1 }
    for l in variances.indices {
      let own = variances[l]
      grow(
        level: l,
        square: g * p[l] * square * ((1 - 2 * c) * own + c * c * (own + (g - 1) * mean)))
      for m in variances.indices {
        let both = own + variances[m]
        let product = -c * both + c * c * (both + (g - 2) * mean)
        grow(pair: l, m, product: g * (g - 1) * p[l] * p[m] * square * product)
      }
    }
  }
}
