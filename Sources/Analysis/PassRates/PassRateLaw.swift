public import GSL
import RealModule

/// What is known of the pass rate of a prompt.
public enum PassRateLaw: Equatable, Sendable {
  /// The rate itself, from 0 to 1.
  case exact(Double)
  /// A posterior.
  case beta(BetaDistribution)

  /// The probability of K right among so many completions, for K = 0 ... G: binomial, or beta-binomial.
  ///
  /// By the ratios of neighbours outwards from the largest, so that no term overflows; right to about 1e-14 G.
  public func compositions(groupSize: Int) -> [Double] {
    let ratio: (_ right: Int) -> Double
    switch self {
    case .exact(0): return (0...groupSize).map { $0 == 0 ? 1 : 0 }
    case .exact(1): return (0...groupSize).map { $0 == groupSize ? 1 : 0 }
    case .exact(let rate):
      ratio = { Double(groupSize - $0) / Double($0 + 1) * rate / (1 - rate) }
    case .beta(let law):
      ratio = {
        Double(groupSize - $0) / Double($0 + 1) * (law.a + Double($0))
          / (law.b + Double(groupSize - $0 - 1))
      }
    }
    // From 0 up the terms are kept in units of the largest so far: there may be two peaks, at the ends.
    var terms = [1.0]
    for right in 0..<groupSize {
      terms.append(terms[right] * ratio(right))
      if terms[right + 1] > 0x1p500 {
        for place in terms.indices { terms[place] *= 0x1p-500 }
      }
    }
    let sum = terms.reduce(0, +)
    return terms.map { $0 / sum }
  }

  /// Rates with weights that add up to 1, for means of functions of the rate.
  ///
  /// - Throws: ``GSLError`` where a quantile is not found.
  package func nodes(_ count: Int) throws -> [(rate: Double, weight: Double)] {
    switch self {
    case .exact(let rate): return [(rate, 1)]
    case .beta(let law):
      let rule = try law.rule(count: count)
      return zip(rule.nodes, rule.weights).map { ($0, $1) }
    }
  }
}
