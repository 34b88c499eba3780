import GRPO
import RealModule

/// Leave-one-out-standardized advantages under Gaussian noise: the expectation only.
///
/// The gap to the mean of the others and their standard deviation s are independent given the
/// rewards, so
///
///     E[A_i given r] = (r_i - mean of the others) E[1/(s + eps)],   s = sigma R / sqrt(G - 2)
///
/// with R a noncentral chi variable of G - 2 degrees of freedom, whose square has the transform
/// `(1 + 2 t)^(-(G-2)/2) exp(-lambda^2 t / (1 + 2 t))`. Without a stabilizer `E[1/R]` is infinite for
/// one degree of freedom, G = 3; there the expectation does not exist.
struct OthersLaw: ConditionalLaw {
  let levels: [Double]
  let groupSize: Int
  let stabilizer: Double
  let sigma: Double

  let secondMomentGap: String? =
    "no exact second moment: leave-one-out-standardized advantages under gaussian noise"
  var cost: Double { 20 * Double(levels.count) }

  /// - Throws: `NoExactLaw` where the expectation does not exist.
  init(levels: [Double], setting: Setting) throws {
    let stabilizer = setting.advantage.stabilizer
    guard stabilizer > 0 || setting.groupSize >= 4 else {
      throw NoExactLaw(
        "the expected gradient does not exist: at G 3 the deviation of the others has a density at 0"
      )
    }
    self.levels = levels
    self.stabilizer = stabilizer
    groupSize = setting.groupSize
    sigma = setting.sigma
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    for l in counts.indices where counts[l] > 0 {
      var others = counts
      others[l] -= 1
      let rewards = CountedRewards(counts: others, levels: levels)
      let gap = levels[l] - rewards.mean
      moments.first[l] = gap == 0 ? 0 : gap * (try inverseDeviation(norm: rewards.norm))
    }
  }

  /// E[1/(s + eps)].
  private func inverseDeviation(norm: Double) throws -> Double {
    let lambda = norm / sigma
    let degrees = Double(groupSize - 2)
    let rule = InverseNormRule(
      meanSquare: lambda * lambda + degrees, threshold: stabilizer * degrees.squareRoot() / sigma)
    var sum = 0.0
    try rule.forEach { node in
      let added =
        node.first
        * .exp(
          -lambda * lambda * node.t / (1 + 2 * node.t) - 0.5 * degrees * .log(onePlus: 2 * node.t))
      sum += added
      return added <= InverseNormRule.negligible * sum
    }
    return degrees.squareRoot() / sigma * sum
  }
}
