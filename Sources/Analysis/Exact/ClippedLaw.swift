import GRPO

/// Rewards as advantages under a clamp or an active clip, any noise whose positive part has closed
/// moments: completions are independent (claim ClipPenalty).
struct ClippedReinforceLaw: PartLaw {
  let levels: [Double]
  let dither: Dither
  let sigma: Double
  /// The clamp; infinite without one.
  let limit: Double

  let cost = 1.0

  func fillParts(_ moments: inout ConditionalMoments, counts: [Int]) {
    for l in levels.indices {
      moments.addParts(level: l, mean: levels[l], dither: dither, sigma: sigma, limit: limit)
    }
    // Without a baseline completions are independent: cross moments are products of means.
    let first = moments.first
    for (i, a) in first.enumerated() {
      for (j, b) in first.enumerated() { moments.cross[i * first.count + j] = a * b }
    }
  }
}

/// Centred advantages (mean, leave-one-out, standardized) under an active clip, Gaussian noise; linear ones
/// under a clamp too.
///
/// Linear ones are jointly normal. For standardized ones, under the tilt `exp(-t Q)` of
/// `InverseNormRule` the group stays normal, its means shrunk by `1 + 2 t` and its standard deviation
/// by the root of that, so their parts are a sum of those of linear ones.
struct ClippedGaussianLaw: PartLaw {
  let levels: [Double]
  let estimator: AdvantageEstimator
  let sigma: Double
  let groupSize: Int
  /// The clamp of linear advantages; infinite without one.
  let limit: Double
  /// The same for all groups, and asked for at every node: made once.
  private let pair: BivariateNormal?

  init(
    levels: [Double], estimator: AdvantageEstimator, sigma: Double, groupSize: Int,
    limit: Double = .infinity
  ) {
    self.levels = levels
    self.estimator = estimator
    self.sigma = sigma
    self.groupSize = groupSize
    self.limit = limit
    pair = BivariateNormal(groupSize: groupSize)
  }

  var cost: Double {
    6 * Double(levels.count * levels.count)
      * (estimator.kind == .standardized ? 60 : limit.isFinite ? 4 : 1)
  }

  func fillParts(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let rewards = CountedRewards(counts: counts, levels: levels)
    let deviations = levels.map { rewards.norm == 0 ? 0 : $0 - rewards.mean }
    let held = counts.indices.filter { counts[$0] > 0 }
    // Not `isLinear`: a clamped advantage is no linear map, though what it clamps is.
    guard estimator.kind != .standardized else {
      return try fillStandardized(&moments, deviations, norm: rewards.norm, held: held)
    }
    let g = Double(groupSize)
    let factor = estimator.kind == .leaveOneOut ? g / (g - 1) : 1
    moments.addCentredParts(
      means: deviations.map { factor * $0 }, held: held, sigma: factor * sigma,
      groupSize: groupSize, pair: pair, limit: limit)
  }

  private func fillStandardized(
    _ moments: inout ConditionalMoments, _ deviations: [Double], norm: Double, held: [Int]
  ) throws {
    let lambda = norm / sigma
    let dimension = Double(groupSize - 1)
    let divisor = Double(groupSize - estimator.ddof)
    let rule = InverseNormRule(
      meanSquare: lambda * lambda + dimension,
      threshold: estimator.stabilizer * divisor.squareRoot() / sigma)
    var total = 0.0
    try rule.forEach { node in
      let tilted = TiltedNormal(node.t)
      let shrink = tilted.shrink
      let mass = tilted.mass(lambda: lambda, dimension: dimension)
      moments.addCentredParts(
        means: deviations.map { $0 / sigma * shrink }, held: held, sigma: shrink.squareRoot(),
        groupSize: groupSize, pair: pair, first: node.first * mass * divisor.squareRoot(),
        second: node.second * mass * divisor)
      // Variance and squared mean under the tilt, shrink + (lambda shrink)^2: the parts add no more.
      let added = node.second * mass * shrink * (1 + lambda * lambda * shrink)
      total += added
      return added <= InverseNormRule.negligible * total
    }
  }
}
