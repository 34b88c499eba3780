import GRPO
import RealModule

/// Rewards as advantages under an active clip, any noise of one component: completions are
/// independent, and the positive part of each has closed moments (claim ClipPenalty).
struct ClippedReinforceLaw: ConditionalLaw {
  let levels: [Double]
  let family: NoiseFamily
  let sigma: Double

  let cost = 1.0

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) {
    moments.clear()
    for l in levels.indices {
      moments.addParts(level: l, mean: levels[l], family: family, sigma: sigma)
    }
    // Without a baseline completions are independent: cross moments are products of means.
    let first = moments.first
    for (i, a) in first.enumerated() {
      for (j, b) in first.enumerated() { moments.cross[i * first.count + j] = a * b }
    }
  }
}

/// Centred advantages (mean, leave-one-out, standardized) under an active clip, Gaussian noise.
///
/// Linear ones are jointly normal. For standardized ones, under the tilt `exp(-t Q)` of
/// `InverseNormRule` the group stays normal, its means shrunk by `1 + 2 t` and its standard deviation
/// by the root of that, so their parts are a sum of those of linear ones.
struct ClippedGaussianLaw: ConditionalLaw {
  let levels: [Double]
  let estimator: AdvantageEstimator
  let sigma: Double
  let groupSize: Int

  var cost: Double { 6 * Double(levels.count * levels.count) * (estimator.isLinear ? 1 : 60) }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    moments.clear()
    let rewards = CountedRewards(counts: counts, levels: levels)
    let deviations = levels.map { rewards.norm == 0 ? 0 : $0 - rewards.mean }
    let held = counts.indices.filter { counts[$0] > 0 }
    guard estimator.isLinear else {
      return try fillStandardized(&moments, deviations, norm: rewards.norm, held: held)
    }
    let g = Double(groupSize)
    let factor = estimator.kind == .leaveOneOut ? g / (g - 1) : 1
    moments.addCentredParts(
      means: deviations.map { factor * $0 }, held: held, sigma: factor * sigma,
      groupSize: groupSize, first: 1, second: 1)
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
      let shrink = 1 / (1 + 2 * node.t)
      let mass = Double.exp(
        -lambda * lambda * node.t * shrink - 0.5 * dimension * .log(onePlus: 2 * node.t))
      moments.addCentredParts(
        means: deviations.map { $0 / sigma * shrink }, held: held, sigma: shrink.squareRoot(),
        groupSize: groupSize, first: node.first * mass * divisor.squareRoot(),
        second: node.second * mass * divisor)
      let added = node.second * mass * shrink * (1 + lambda * lambda * shrink)
      total += added
      return added <= InverseNormRule.negligible * total
    }
  }
}
