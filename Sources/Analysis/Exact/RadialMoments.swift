import GRPO
import RealModule

/// Radial moments of `x / divisor(norm x / sqrt m)` for a Gaussian vector `x = norm u + sigma z`, the
/// divisor `S + eps` or another one of the estimator.
///
///     E[A] = mean u,        E[A A^T] = isotropic I + aligned u u^T
///
/// Closed forms (SphericalTable) without a stabilizer; with one a one-dimensional integral, whose
/// values are kept, because a sweep meets the same norms again and again.
final class RadialMoments {
  let dimension: Int
  /// m, the divisor of the variance: sample size less ddof.
  let divisor: Double
  let stabilizer: Double
  let denominator: Denominator
  let sigma: Double
  private let table: SphericalTable?
  private var known: [Double: RadialCoefficients] = [:]

  /// - Parameter table: that of the dimension, where it is at hand.
  init(
    dimension: Int, divisor: Double, stabilizer: Double, denominator: Denominator = .added,
    sigma: Double, table: SphericalTable? = nil
  ) {
    precondition(table == nil || table?.dimension == dimension, "the table of another dimension")
    self.dimension = dimension
    self.divisor = divisor
    self.stabilizer = stabilizer
    self.denominator = denominator
    self.sigma = sigma
    self.table = stabilizer == 0 ? table ?? SphericalTable(dimension: dimension) : nil
  }

  func callAsFunction(norm: Double) throws -> RadialCoefficients {
    if let table { return spherical(table(lambda: norm / sigma)) }
    if let limit = limit(norm: norm) { return limit }
    if let value = known[norm] { return value }
    let value =
      switch denominator {
      case .added, .rooted: try stabilized(norm / sigma)
      case .floored, .flooredAdded: try floored(norm / sigma)
      }
    known[norm] = value
    return value
  }

  /// What divides where the deviation is 0.
  private var offset: Double { denominator.divisor(0, stabilizer: stabilizer) }

  /// Where noise, or everything, is too small for the denominator to see it, the denominator is a
  /// number: right to 2^-60 relative, and out of range of the integral.
  private func limit(norm: Double) -> RadialCoefficients? {
    let noise = sigma * Double(dimension).squareRoot()
    let floor = offset * divisor.squareRoot()
    // The linear term of the noise averages out; its square is 2^-60 of the signal's.
    let isSure = norm > 0x1p30 * noise || floor > 0x1p60 * (norm + noise)
    guard isSure else { return nil }
    // Ratios first: the squares of sigma or norm alone may be no numbers.
    let scale =
      denominator == .added
      ? divisor.squareRoot() / (norm + floor)
      : 1 / denominator.divisor(norm / divisor.squareRoot(), stabilizer: stabilizer)
    return RadialCoefficients(
      mean: norm * scale, isotropic: (sigma * scale) * (sigma * scale),
      aligned: (norm * scale) * (norm * scale))
  }

  /// In units of sigma the advantage is `sqrt m x / (max(norm x, c) + a)`: an integral over the norm.
  private func floored(_ lambda: Double) throws -> RadialCoefficients {
    let unit = divisor.squareRoot() / sigma
    let value = try NormIntegral(dimension: dimension, lambda: lambda).moments(
      floor: stabilizer.squareRoot() * unit,
      added: denominator == .flooredAdded ? stabilizer * unit : 0)
    return spherical(value)
  }

  private func spherical(_ direction: RadialCoefficients) -> RadialCoefficients {
    RadialCoefficients(
      mean: divisor.squareRoot() * direction.mean, isotropic: divisor * direction.isotropic,
      aligned: divisor * direction.aligned)
  }

  /// In units of sigma the advantage is `sqrt m x / (norm x + tau)`, `tau = eps sqrt m / sigma`. Under
  /// the tilt `exp(-t norm(x)^2)` a normal vector stays one, its variance and mean shrunk by
  /// `1 + 2 t`, so powers of the denominator come from `InverseNormRule`.
  private func stabilized(_ lambda: Double) throws -> RadialCoefficients {
    let tau = offset * divisor.squareRoot() / sigma
    let rule = InverseNormRule(
      meanSquare: lambda * lambda + Double(dimension), threshold: tau,
      isRooted: denominator == .rooted)
    var sum = RadialCoefficients(mean: 0, isotropic: 0, aligned: 0)
    try rule.forEach { node in
      let tilted = TiltedNormal(node.t)
      let shrink = tilted.shrink
      let mass = tilted.mass(lambda: lambda, dimension: Double(dimension))
      let added = RadialCoefficients(
        mean: node.first * mass * lambda * shrink, isotropic: node.second * mass * shrink,
        aligned: node.second * mass * lambda * lambda * shrink * shrink)
      sum.mean += added.mean
      sum.isotropic += added.isotropic
      sum.aligned += added.aligned
      // The aligned part falls faster than the isotropic one, by one more `shrink`.
      return added.mean <= InverseNormRule.negligible * sum.mean
        && added.isotropic <= InverseNormRule.negligible * sum.isotropic
    }
    return RadialCoefficients(
      mean: divisor.squareRoot() * sum.mean, isotropic: divisor * sum.isotropic,
      aligned: divisor * sum.aligned)
  }
}
