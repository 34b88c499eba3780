import GRPO

/// The law of decoupled advantages: each component of the reward has advantages of its own, which are
/// summed (GDPO, arXiv:2601.05242; claim DecoupledNormalization).
///
///     A_i = sum_k w_k A_ik
///
/// Given the rewards the components are independent, as each has noise of its own: with first and
/// second moments f_k and s_k of component k,
///
///     E[A_i]     = sum_k w_k f_k
///     E[A_i A_j] = sum_k w_k^2 s_k + sum_(k != l) w_k w_l f_k(i) f_l(j)
///
/// Levels are the distinct vectors of rewards. Components see fewer kinds of groups than there are
/// vectors, and prompts of the same vectors the same groups: moments met once are kept.
final class DecoupledLaw: ConditionalLaw {
  /// One component.
  private struct Part {
    let weight: Double
    let law: any ConditionalLaw
    /// What the law's advantages are multiplied by.
    let unit: Double
    /// The level of the component by vector.
    let places: [Int]
    let levelCount: Int
    var known: [[Int]: ConditionalMoments] = [:]
  }

  private var parts: [Part]
  /// Noise on the sum; nil for none.
  private let added: AddedNoise?
  let cost: Double
  let secondMomentGap: String?

  /// Moments of this many kinds of groups are kept for each component.
  private static let keptLimit = 20_000

  /// - Throws: `NoExactLaw` where a component has none, `AnalysisError` as `Setting.component(_:of:)`.
  init(_ components: ComponentTables, setting: Setting, shared: SharedTables = SharedTables())
    throws
  {
    parts = try components.weights.indices.filter { components.weights[$0] != 0 }.map { k in
      let own = try setting.component(k, of: components)
      let units = LawUnits(levels: components.levels[k], setting: own)
      guard units.advantage > 0 else {
        throw NoExactLaw("no exact value: the advantages are too small for a number")
      }
      let law = try LawSelection(
        rawLevels: components.levels[k], raw: own, units: units, parts: 1, shared: shared
      ).law()
      return Part(
        weight: components.weights[k], law: law, unit: units.advantage,
        places: components.vectors.map { $0[k] }, levelCount: components.levels[k].count)
    }
    let sigma = setting.advantageSigma
    added =
      sigma > 0
      ? AddedNoise(variance: sigma * sigma, correlation: setting.dither.correlation) : nil
    cost = parts.reduce(0) { $0 + $1.law.cost }
    secondMomentGap = parts.lazy.compactMap(\.law.secondMomentGap).first
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let levels = moments.levelCount
    for l in 0..<levels { (moments.first[l], moments.diagonal[l]) = (0, 0) }
    for i in moments.cross.indices { moments.cross[i] = 0 }
    for k in parts.indices {
      let own = try component(k, counts: counts)
      let part = parts[k]
      let scale = part.weight * part.unit
      for l in 0..<levels where counts[l] > 0 {
        let place = part.places[l]
        let mean = scale * own.first[place]
        // What the components before come to on average is in `first` already.
        moments.diagonal[l] +=
          scale * scale * own.diagonal[place] + 2 * mean * moments.first[l]
        for m in 0..<levels where counts[m] > (l == m ? 1 : 0) {
          let other = part.places[m]
          moments.cross[l * levels + m] +=
            scale * scale * own.cross[place * part.levelCount + other]
            + mean * moments.first[m] + moments.first[l] * (scale * own.first[other])
        }
      }
      for l in 0..<levels where counts[l] > 0 {
        moments.first[l] += scale * own.first[part.places[l]]
      }
    }
    added?.add(to: &moments)
  }

  private func component(_ k: Int, counts: [Int]) throws -> ConditionalMoments {
    var own = [Int](repeating: 0, count: parts[k].levelCount)
    for (vector, count) in counts.enumerated() { own[parts[k].places[vector]] += count }
    if let known = parts[k].known[own] { return known }
    var moments = ConditionalMoments(levelCount: own.count, parts: 1)
    try parts[k].law.fill(&moments, counts: own)
    if parts[k].known.count < Self.keptLimit { parts[k].known[own] = moments }
    return moments
  }
}
