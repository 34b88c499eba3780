import GRPO

/// Standardized advantages under any continuous noise whose tilted moments are known (uniform, Laplace,
/// Student t), with any ddof and stabilizer: `DividedDeviations` of the group.
struct LaplaceTransformLaw: ConditionalLaw {
  let deviations: DividedDeviations

  var noise: TiltedNoise { deviations.noise }
  var cost: Double { deviations.cost }

  init(levels: [Double], noise: TiltedNoise, setting: Setting) {
    deviations = DividedDeviations(
      levels: levels, noise: noise, setting: setting, size: setting.groupSize)
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let held = counts.indices.filter { counts[$0] > 0 }
    let value = try deviations(counts)
    for (k, l) in held.enumerated() {
      moments.first[l] = value.first[k]
      // `cross` is of two different completions; one with itself has `own` besides.
      moments.diagonal[l] = value.cross[k * held.count + k] + value.own[k]
      for (j, m) in held.enumerated() {
        moments.cross[moments.crossIndex(0, l, 0, m)] = value.product(k, j)
      }
    }
  }
}
