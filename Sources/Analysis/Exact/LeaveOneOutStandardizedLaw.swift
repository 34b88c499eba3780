import RealModule
import GRPO

/// Leave-one-out-standardized advantages under Gaussian noise.
///
/// The gap to the mean of the others and their standard deviation s are independent given the
/// rewards, so
///
///     E[A_i given r]   = (r_i - mean of the others) E[1/(s + eps)],   s = sigma R / sqrt(G - 1 - ddof)
///     E[A_i^2 given r] = ((r_i - mean)^2 + sigma^2 G/(G - 1)) E[1/(s + eps)^2]
///
/// with R a noncentral chi variable of k = G - 2 degrees of freedom, whose square has the transform
/// `(1 + 2 t)^(-k/2) exp(-lambda^2 t / (1 + 2 t))`. Products of two advantages are worked out by
/// `OthersPair`. Without a stabilizer E[1/R] is infinite for k = 1, E[1/R^2] for k = 1 and 2: there the
/// expectation does not exist, and the second moment is infinite.
struct LeaveOneOutStandardizedLaw: ConditionalLaw {
  let levels: [Double]
  let groupSize: Int
  let ddof: Int
  /// Of the divisor, in units of reward.
  let offset: Double
  /// The divisor has it inside its root.
  let isRooted: Bool
  let sigma: Double
  let secondMomentGap: String?

  /// - Parameter withSecondMoment: false where its double quadratures would take too long.
  /// - Throws: `NoExactLaw` where the expectation does not exist.
  init(levels: [Double], setting: Setting, withSecondMoment: Bool = true) throws {
    let stabilizer = setting.advantage.stabilizer
    guard stabilizer > 0 || setting.groupSize >= 4 else {
      throw NoExactLaw(
        "the expected gradient does not exist: at G 3 the deviation of the others has a density at 0"
      )
    }
    self.levels = levels
    offset = setting.advantage.offset
    isRooted = setting.advantage.denominator == .rooted
    groupSize = setting.groupSize
    ddof = setting.advantage.ddof
    sigma = setting.sigma
    secondMomentGap =
      stabilizer == 0 && groupSize < 5
      ? "the second moment is infinite: at G 4 the square of the others' deviation is 0 too often"
      : withSecondMoment
        ? nil
        : "no exact second moment: that of leave-one-out-standardized advantages takes too long"
  }

  /// A double quadrature of some ten thousand nodes for each pair of levels.
  var cost: Double {
    let count = Double(levels.count)
    return secondMomentGap == nil ? 2000 * count * (count + 1) : 20 * count
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let divisor = Double(groupSize - 1 - ddof)
    for l in counts.indices where counts[l] > 0 {
      let others = rewards(counts, without: [l])
      let gap = (levels[l] - others.mean) / sigma
      let rule = OthersNorm(
        lambda: others.norm / sigma, degrees: Double(groupSize - 2),
        threshold: offset * divisor.squareRoot() / sigma, isRooted: isRooted)
      let inverse = try rule.inverses()
      moments.first[l] = divisor.squareRoot() * gap * inverse.first
      guard secondMomentGap == nil else { continue }
      // Noise of the reward itself and of the mean of the G - 1 others: 1 + 1/(G - 1).
      moments.diagonal[l] =
        divisor * (gap * gap + 1 + 1 / Double(groupSize - 1)) * inverse.second
      for m in 0...l where counts[m] > (l == m ? 1 : 0) {
        let product = divisor * (try product(counts, l, m))
        moments.cross[l * levels.count + m] = product
        moments.cross[m * levels.count + l] = product
      }
    }
  }

  private func rewards(_ counts: [Int], without left: [Int]) -> CountedRewards {
    var others = counts
    for l in left { others[l] -= 1 }
    return CountedRewards(counts: others, levels: levels)
  }

  /// E[A_i A_j] over the divisor of the variance, for two completions of these levels.
  private func product(_ counts: [Int], _ l: Int, _ m: Int) throws -> Double {
    let common = rewards(counts, without: [l, m])
    let threshold = offset * Double(groupSize - 1 - ddof).squareRoot() / sigma
    let degrees = Double(groupSize - 2)
    // The others of i hold j and those of j hold i: two norms, which share the n in common.
    let rules = [l, m].map {
      OthersNorm(
        lambda: rewards(counts, without: [$0]).norm / sigma, degrees: degrees,
        threshold: threshold, isRooted: isRooted)
    }
    return OthersPair(
      common: common.norm / sigma, count: degrees,
      first: (levels[l] - common.mean) / sigma, second: (levels[m] - common.mean) / sigma
    ).product(try rules[0].nodes(), try rules[1].nodes())
  }
}

/// The norm R of the others, in units of sigma: a noncentral chi variable.
private struct OthersNorm {
  let lambda: Double
  let degrees: Double
  /// What is added to R, inside its root or outside.
  let threshold: Double
  let isRooted: Bool

  /// E[1/(R + c)] and E[1/(R + c)^2]; the second is 0 where it is infinite.
  func inverses() throws -> (first: Double, second: Double) {
    // E[1/R^2] of a chi variable is finite above two degrees of freedom.
    let isFinite = threshold > 0 || degrees > 2
    var sum = (first: 0.0, second: 0.0)
    try forEach { node, mass in
      let added = (first: node.first * mass, second: isFinite ? node.second * mass : 0)
      sum = (sum.first + added.first, sum.second + added.second)
      return added.first <= InverseNormRule.negligible * sum.first
        && added.second <= InverseNormRule.negligible * sum.second
    }
    return sum
  }

  /// Exponents and weights of 1/(R + c), up to where they add nothing to its expectation.
  func nodes() throws -> [(t: Double, weight: Double)] {
    var nodes: [(t: Double, weight: Double)] = []
    var sum = 0.0
    try forEach { node, mass in
      nodes.append((node.t, node.first))
      sum += node.first * mass
      return node.first * mass <= InverseNormRule.negligible * sum
    }
    return nodes
  }

  private func forEach(_ body: (InverseNormRule.Node, _ mass: Double) -> Bool) throws {
    try InverseNormRule(
      meanSquare: lambda * lambda + degrees, threshold: threshold, isRooted: isRooted
    ).forEach {
      body($0, TiltedNormal($0.t).mass(lambda: lambda, dimension: degrees))
    }
  }
}

/// Two completions i and j against the n completions that both have among their others.
///
/// With m the mean of those n, `u = x_i - m`, `v = x_j - m` and Q their centred sum of squares, in
/// units of sigma: (u, v) is normal of covariance `delta + 1/n`, independent of Q, which is noncentral
/// chi-squared of n - 1 degrees of freedom, and
///
///     gap_i = u - v/(n + 1),     R_i^2 = Q + v^2 n/(n + 1)
///
/// and the same for j with u and v exchanged. Under the tilts of both inverse norms (u, v) stays
/// normal, so a product of advantages is a double sum of closed forms.
private struct OthersPair {
  /// norm(r - rbar) of the n in common.
  let common: Double
  /// n.
  let count: Double
  /// Means of u and v.
  let first: Double
  let second: Double

  /// E[gap_i gap_j / ((R_i + c) (R_j + c))].
  func product(
    _ own: [(t: Double, weight: Double)], _ other: [(t: Double, weight: Double)]
  ) -> Double {
    let share = 1 / (count + 1)
    // The inverse of delta + 1/n in two dimensions is delta - 1/(n + 2).
    let precision = (own: (count + 1) / (count + 2), both: -1 / (count + 2))
    let determinant = precision.own * precision.own - precision.both * precision.both
    let pull = (
      u: precision.own * first + precision.both * second,
      v: precision.own * second + precision.both * first
    )
    var sum = SIMD8<Double>.zero
    let others = NodeLanes(other)
    for (t, weight) in own {
      // The norm of i's others has j in it, hence v.
      let tilt = 2 * t * count * share
      let pv = precision.own + tilt
      for k in others.t.indices {
        let s = others.t[k]
        let otherTilt = s * (2 * count * share)
        let pu = otherTilt + precision.own
        // The inverse of the tilted precision, a 2 x 2 matrix.
        let tilted = pu * pv - precision.both * precision.both
        let one = 1 / tilted
        let (suu, svv, suv) = (one * pv, pu * one, one * -precision.both)
        let u = suu * pull.u + suv * pull.v
        let v = suv * pull.u + svv * pull.v
        let both = s + t
        let spread = both * 2 + 1
        // -(1/2) mu^T D m, with D the tilts and m the tilted mean: no difference of squares.
        let means = u * otherTilt * first + v * (tilt * second)
        let norms = both * (common * common) / spread
        let logs =
          LaneFunctions.log(tilted * (1 / determinant)) + LaneFunctions.log(spread) * (count - 1)
        let mass = LaneFunctions.exp((means + logs) * -0.5 - norms)
        // E[(u - v/(n + 1)) (v - u/(n + 1))] by the tilted second moments.
        let product = (u * v + suv) * (1 + share * share)
        let squares = (u * u + suu + (v * v + svv)) * share
        sum = sum + others.weight[k] * weight * mass * (product - squares)
      }
    }
    return LaneFunctions.sum(sum)
  }
}

/// Nodes eight at a time, filled up with nodes of no weight.
private struct NodeLanes {
  private(set) var t: [SIMD8<Double>] = []
  private(set) var weight: [SIMD8<Double>] = []

  init(_ nodes: [(t: Double, weight: Double)]) {
    for start in stride(from: 0, to: nodes.count, by: 8) {
      var (t, weight) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for lane in 0..<min(8, nodes.count - start) {
        (t[lane], weight[lane]) = (nodes[start + lane].t, nodes[start + lane].weight)
      }
      self.t.append(t)
      self.weight.append(weight)
    }
  }
}
