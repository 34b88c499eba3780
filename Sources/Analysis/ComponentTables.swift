import GRPO
import Policies

/// The components of a problem's rewards, each tabulated as rewards are, and the vectors they make.
struct ComponentTables: Sendable {
  /// What each component counts in the sum.
  let weights: [Double]
  /// Component k of the reward of outcome o at `values[k][o]`.
  let values: [[Double]]
  /// By component: its distinct rewards in increasing order.
  let levels: [[Double]]
  /// By component, then outcome.
  let levelOfOutcome: [[Int]]
  /// The distinct vectors of rewards, each as the levels of its components, in lexicographic order.
  let vectors: [[Int]]
  let vectorOfOutcome: [Int]

  init(_ components: RewardComponents) {
    weights = components.weights
    values = components.values
    let levels = components.values.map { Set($0).sorted() }
    self.levels = levels
    let places = zip(levels, components.values).map { levels, values in
      let place = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
      return values.map { place[$0]! }
    }
    levelOfOutcome = places
    let rows = components.values[0].indices.map { o in places.map { $0[o] } }
    let vectors = Set(rows).sorted { $0.lexicographicallyPrecedes($1) }
    self.vectors = vectors
    let number = Dictionary(uniqueKeysWithValues: vectors.enumerated().map { ($1, $0) })
    vectorOfOutcome = rows.map { number[$0]! }
  }
}

extension Setting {
  /// The setting as its laws and simulations know it, for rewards of these components.
  ///
  /// Noise is drawn for each component, of standard deviation `sigma` (or in the proportions of the
  /// dither's components), before weights are applied. Advantages of the sum see one noise of
  /// `sqrt(sum_k w_k^2 sigma_k^2)`; so do those that are linear in the rewards, for which it makes no
  /// difference whether components are summed before or after. Noise on advantages is drawn once.
  ///
  /// - Parameter weights: what each component counts in the sum; nil for rewards without parts.
  /// - Throws: `AnalysisError` for a dither of another number of components, a sum out of range, and
  ///   multiplicative noise on the components of a sum, whose proportions differ by completion.
  package func resolved(weights: [Double]?) throws -> Setting {
    guard let weights else {
      // Of one component it is the same.
      var copy = self
      copy.aggregation = .summed
      return copy.withoutShared
    }
    if dither.mode == .onAdvantages, !isUndithered {
      var copy = self
      if advantage.isLinear { copy.aggregation = .summed }
      return copy
    }
    if dither.mode == .multiplicative, !isUndithered {
      guard aggregation == .decoupled else {
        throw AnalysisError(
          "multiplicative noise on the components of a sum is no noise of the sum: decoupled advantages "
            + "have it component by component")
      }
      _ = try ComponentNoiseSizes.checked(dither, count: weights.count)
      return self
    }
    let scales = try ComponentNoiseSizes.checked(dither, count: weights.count)
    if aggregation == .decoupled, !advantage.isLinear { return withoutShared }
    let sizes = zip(weights, scales).map { abs($0 * $1) }.filter { $0 > 0 }
    let norm = sizes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return try Setting(
      advantage: advantage, dither: dither.with(components: sizes),
      sigma: sigma * norm, groupSize: groupSize, batchGroups: batchGroups
    ).withoutShared
  }

  /// The same for the components of a problem.
  func resolved(for components: ComponentTables?) throws -> Setting {
    try resolved(weights: components?.weights)
  }

  /// The setting of one component of decoupled advantages, without noise that is on their sum.
  ///
  /// - Throws: `AnalysisError` for a dither of another number of components, and a sigma out of range.
  func component(_ index: Int, of components: ComponentTables) throws -> Setting {
    try Setting(
      advantage: advantage, dither: dither.with(components: [1]),
      sigma: dither.mode == .onAdvantages
        ? 0
        : sigma * ComponentNoiseSizes.checked(dither, count: components.weights.count)[index],
      groupSize: groupSize)
  }
}
