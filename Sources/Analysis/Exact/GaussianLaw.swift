import GSL
import RealModule

/// Radial moments of `x / (norm x / sqrt m + eps)` for a Gaussian vector `x = norm u + sigma z`.
///
///     E[A] = mean u,        E[A A^T] = isotropic I + aligned u u^T
///
/// Closed forms (SphericalLaw) without a stabilizer, one-dimensional quadrature with one.
/// Values are kept, because a sweep meets the same norms again and again.
final class RadialMoments {
  struct Value {
    var mean: Double
    var isotropic: Double
    var aligned: Double
  }

  let dimension: Int
  /// m, the divisor of the variance: sample size less ddof.
  let divisor: Double
  let stabilizer: Double
  let sigma: Double
  private var known: [Double: Value] = [:]

  init(dimension: Int, divisor: Double, stabilizer: Double, sigma: Double) {
    self.dimension = dimension
    self.divisor = divisor
    self.stabilizer = stabilizer
    self.sigma = sigma
  }

  func callAsFunction(norm: Double) throws -> Value {
    if let value = known[norm] { return value }
    let value = try stabilizer == 0 ? spherical(norm / sigma) : stabilized(norm / sigma)
    known[norm] = value
    return value
  }

  private func spherical(_ lambda: Double) throws -> Value {
    let second = try SphericalLaw.secondMoment(dimension: dimension, lambda: lambda)
    return Value(
      mean: divisor.squareRoot()
        * (try SphericalLaw.shrinkage(dimension: dimension, lambda: lambda)),
      isotropic: divisor * second.isotropic, aligned: divisor * second.aligned)
  }

  /// In units of sigma the advantage is `sqrt m x / (norm x + tau)`, `tau = eps sqrt m / sigma`.
  private func stabilized(_ lambda: Double) throws -> Value {
    let tau = stabilizer * divisor.squareRoot() / sigma
    let plusTwo = NoncentralChi(degreesOfFreedom: dimension + 2, lambda: lambda)
    let plusFour = NoncentralChi(degreesOfFreedom: dimension + 4, lambda: lambda)
    let inverse = { (r: Double) in 1 / (r + tau) }
    let inverseSquare = { (r: Double) in 1 / ((r + tau) * (r + tau)) }
    let isotropic = try divisor * plusTwo.expectation(scale: tau, inverseSquare)
    if lambda == 0 { return Value(mean: 0, isotropic: isotropic, aligned: 0) }
    return Value(
      mean: try divisor.squareRoot() * lambda * plusTwo.expectation(scale: tau, inverse),
      isotropic: isotropic,
      aligned: try divisor * lambda * lambda * plusFour.expectation(scale: tau, inverseSquare))
  }
}

/// Standardized advantages under Gaussian noise (claims ShrinkageLaw, SecondMoment), with any ddof
/// and stabilizer.
struct GaussianLaw: ConditionalLaw {
  let levels: [Double]
  let groupSize: Int
  let radial: RadialMoments

  let knowsSecondMoment = true
  var cost: Double { radial.stabilizer == 0 ? 1 : 300 }

  init(levels: [Double], groupSize: Int, ddof: Int, stabilizer: Double, sigma: Double) {
    self.levels = levels
    self.groupSize = groupSize
    radial = RadialMoments(
      dimension: groupSize - 1, divisor: Double(groupSize - ddof), stabilizer: stabilizer,
      sigma: sigma)
  }

  func fill(_ moments: inout ConditionalMoments, counts: [Int]) throws {
    let rewards = CountedRewards(counts: counts, levels: levels)
    let value = try radial(norm: rewards.norm)
    let unit = { (l: Int) in
      rewards.norm == 0 ? 0 : (levels[l] - rewards.mean) / rewards.norm
    }
    let aligned = value.aligned.squareRoot()
    moments.set(
      mean: { value.mean * unit($0) }, direction: { aligned * unit($0) },
      isotropic: value.isotropic, shared: 1 / Double(groupSize))
  }
}
