import GRPO
import GSL
import RealModule

/// Advantages that ignore shifts, times a weight `w = (1 - p)^gamma` by the mean p of the group's dithered
/// rewards, put into [0, 1], under Gaussian noise.
///
/// Given the rewards the mean of the noise is independent of its deviations, so that with `p ~ N(rbar, sigma^2 / G)`
///
///     E[w A_i] = E w E A_i,     E[w^2 A_i A_j] = E w^2 E A_i A_j
///
/// and the same of positive and negative parts.
struct WeightedLaw: ConditionalLaw {
  /// Without the weight.
  let base: any ConditionalLaw
  /// Rewards as they are: the weight knows their zero and their unit.
  let levels: [Double]
  let estimator: AdvantageEstimator
  /// Of the mean of the noise.
  let deviation: Double

  var cost: Double { base.cost + 5 }
  var secondMomentGap: String? { base.secondMomentGap }

  private static let rule = Quadrature.gaussLegendre(count: 40)

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    try base.fill(&moments, counts: counts)
    let mean = CountedRewards(counts: counts, levels: levels).mean
    let (first, second) = weights(mean)
    for i in moments.first.indices { moments.first[i] *= first }
    for i in moments.diagonal.indices { moments.diagonal[i] *= second }
    for i in moments.cross.indices { moments.cross[i] *= second }
  }

  /// `E w` and `E w^2`.
  func weights(_ mean: Double) -> (first: Double, second: Double) {
    // Below 0 the weight is 1.
    let below = 0.5 * Double.erfc(mean / (deviation * 2.0.squareRoot()))
    var sum = (first: below, second: below)
    let low = max(0, mean - Self.reach * deviation)
    guard low < min(1, mean + Self.reach * deviation) else { return sum }
    let start = max(-mean / deviation, -Self.reach)
    let end = (1 - mean) / deviation
    if end > Self.reach {
      integrate(from: start, to: Self.reach) { z, weight in
        add(mean + deviation * z, weight * .exp(-0.5 * z * z), to: &sum)
      }
    } else {
      // By 1 - p = (1 - low) v^4: fractional powers at p = 1 become smooth.
      let width = (1 - low) / deviation
      integrate(from: 0, to: 1) { v, weight in
        let share = v * v * v * v
        let z = end - width * share
        let mass = weight * 4 * v * v * v * width * .exp(-0.5 * z * z)
        add(1 - (1 - low) * share, mass, to: &sum)
      }
    }
    return sum
  }

  /// Standard deviations beyond which a normal number is not looked for.
  private static let reach = 9.0

  private func add(_ mean: Double, _ mass: Double, to sum: inout (first: Double, second: Double)) {
    let value = estimator.weight(mean: mean)
    let share = mass / (2 * .pi).squareRoot()
    sum = (sum.first + share * value, sum.second + share * value * value)
  }

  private func integrate(
    from start: Double, to end: Double, _ body: (_ x: Double, _ weight: Double) -> Void
  ) {
    let pieces = 8
    let half = (end - start) / Double(2 * pieces)
    for piece in 0..<pieces {
      let centre = start + half * Double(2 * piece + 1)
      for (node, weight) in zip(Self.rule.nodes, Self.rule.weights) {
        body(centre + half * node, half * weight)
      }
    }
  }
}
