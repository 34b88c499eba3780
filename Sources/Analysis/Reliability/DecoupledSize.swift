import GRPO

/// The same of decoupled advantages, by the distinct vectors of rewards: at most the weighted sum of the
/// sizes of the components.
struct DecoupledSize: AdvantageSizes {
  /// Standard deviation of noise on the sum.
  private let added: Double
  private let parts: [(weight: Double, places: [Int], levelCount: Int, size: AdvantageSize)]

  /// - Throws: `AnalysisError` for noise of another number of components, and a sigma out of range.
  init(_ setting: Setting, _ components: ComponentTables) throws {
    added = setting.advantageSigma
    parts = try components.weights.indices.map { k in
      (
        abs(components.weights[k]), components.vectors.map { $0[k] }, components.levels[k].count,
        AdvantageSize(
          try setting.component(k, of: components), levels: components.levels[k])
      )
    }
  }

  func sizes(_ counts: [Int]) -> [Double] {
    var total = [Double](repeating: 0, count: counts.count)
    for part in parts {
      var own = [Int](repeating: 0, count: part.levelCount)
      for (vector, count) in counts.enumerated() { own[part.places[vector]] += count }
      let sizes = part.size.sizes(own)
      for vector in counts.indices where counts[vector] > 0 {
        total[vector] += part.weight * sizes[part.places[vector]]
      }
    }
    for vector in counts.indices where counts[vector] > 0 { total[vector] += added }
    return total
  }

  func typical(_ level: Int) -> Double {
    parts.reduce(added) { $0 + $1.weight * $1.size.typical($1.places[level]) }
  }

  var fourthRoot: Double {
    // Of normal noise, for noise on the sum.
    parts.reduce(added == 0 ? 1 : 3.0.squareRoot().squareRoot()) { max($0, $1.size.fourthRoot) }
  }
}
