import GRPO

/// Standardized advantages under Gaussian noise (claims ShrinkageLaw, SecondMoment), with any ddof
/// and stabilizer.
struct StandardizedGaussianLaw: ConditionalLaw {
  let levels: [Double]
  let groupSize: Int
  let radial: RadialMoments

  var cost: Double {
    if radial.stabilizer == 0 { return 1 }
    switch radial.denominator {
    case .added, .rooted: return 20
    case .floored, .flooredAdded: return 300
    }
  }

  init(
    levels: [Double], groupSize: Int, ddof: Int, stabilizer: Double,
    denominator: Denominator = .added, sigma: Double, table: SphericalTable? = nil
  ) {
    self.levels = levels
    self.groupSize = groupSize
    radial = RadialMoments(
      dimension: groupSize - 1, divisor: Double(groupSize - ddof), stabilizer: stabilizer,
      denominator: denominator, sigma: sigma, table: table)
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let rewards = CountedRewards(counts: counts, levels: levels)
    let value = try radial(norm: rewards.norm)
    let unit = { (l: Int) in
      rewards.norm == 0 ? 0 : (levels[l] - rewards.mean) / rewards.norm
    }
    // `set` multiplies two directions: the root in each of them.
    let aligned = value.aligned.squareRoot()
    moments.set(
      mean: { value.mean * unit($0) }, direction: { aligned * unit($0) },
      isotropic: value.isotropic, shared: 1 / Double(groupSize))
  }

  func coefficients(norm: Double) throws -> RadialCoefficients? {
    var value = try radial(norm: norm)
    // At norm 0 all deviations are 0: what they are multiplied by does not matter.
    value.mean = norm == 0 ? 0 : value.mean / norm
    value.aligned = norm == 0 ? 0 : value.aligned / (norm * norm)
    return value
  }
}
