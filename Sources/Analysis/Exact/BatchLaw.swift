import GRPO

/// Batch-standardized advantages under Gaussian noise.
///
/// The rewards of the whole batch are one Gaussian vector of N = B G coordinates; the group's
/// advantages are its direction, projected on the group's own centred subspace. So the law is that of
/// a group of size N, with `norm` that of the batch, averaged over what the other groups may hold.
final class BatchLaw: ConditionalLaw {
  let levels: [Double]
  let groupSize: Int
  let context: BatchContext
  let radial: RadialMoments
  /// On two levels a batch is known by how many of it are on the upper one.
  private var byTotal: [RadialCoefficients?]

  /// Contents are many and the values among them few.
  var cost: Double { 1 + (byTotal.isEmpty ? 0.5 : 0.02) * Double(context.count) }

  init(
    levels: [Double], setting: Setting, context: BatchContext, table: SphericalTable? = nil
  ) {
    self.levels = levels
    self.context = context
    groupSize = setting.groupSize
    let size = setting.groupSize * setting.batchGroups
    radial = RadialMoments(
      dimension: size - 1, divisor: Double(size - setting.advantage.ddof),
      stabilizer: setting.advantage.stabilizer, denominator: setting.advantage.denominator,
      sigma: setting.sigma, table: table)
    byTotal = context.pairs.rewards.count == 2 ? Array(repeating: nil, count: size + 1) : []
  }

  /// Slope, isotropic and aligned part in the form of `ConditionalLaw.coefficients`.
  private func value(
    _ counts: [Int], _ other: (counts: [Int], probability: Double)
  ) throws -> RadialCoefficients {
    guard !byTotal.isEmpty else { return try value(norm: context.norm(of: counts, with: other)) }
    var total = other.counts[1]
    for i in counts.indices where context.places[i] == 1 { total += counts[i] }
    if let known = byTotal[total] { return known }
    let found = try value(norm: context.norm(of: counts, with: other))
    byTotal[total] = found
    return found
  }

  private func value(norm: Double) throws -> RadialCoefficients {
    var value = try radial(norm: norm)
    value.mean = norm == 0 ? 0 : value.mean / norm
    value.aligned = norm == 0 ? 0 : value.aligned / norm / norm
    return value
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let own = CountedRewards(counts: counts, levels: levels)
    var mean = 0.0
    var isotropic = 0.0
    var aligned = 0.0
    for other in context.contents {
      let value = try value(counts, other)
      isotropic += other.probability * value.isotropic
      mean += other.probability * value.mean
      aligned += other.probability * value.aligned
    }
    // The own deviations do not know the other groups: what multiplies them has been averaged.
    let centred = { (l: Int) in own.norm == 0 ? 0 : self.levels[l] - own.mean }
    // `set` multiplies two directions: the root in each of them.
    let root = aligned.squareRoot()
    moments.set(
      mean: { mean * centred($0) }, direction: { root * centred($0) }, isotropic: isotropic,
      shared: 1 / Double(groupSize))
  }
}
