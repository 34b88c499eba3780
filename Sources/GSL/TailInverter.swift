internal import RealModule

/// Quantiles of a law on (0, infinity) or (0, 1) from its two tails.
///
/// GSL's own quantiles return NaN for many ordinary arguments (4% of beta, 16% of F laws drawn at
/// random) and its upper ones are silently wrong for others; its tails are accurate. Here the
/// smaller tail is inverted by Brent's method, tail and point both on a log scale.
struct TailInverter {
  let name: StaticString
  let lowerTail: (Double) -> Double
  let upperTail: (Double) -> Double
  /// The end of the support: `.infinity` or 1.
  let supremum: Double

  /// The point with probability `p` below it.
  func quantile(_ p: Double) throws -> Double {
    try Status.require(0 <= p && p <= 1, name, ["probability": p])
    if p <= 0.5 { return try invert(lowerTail, p, atZero: 0) }
    return try invert(upperTail, 1 - p, atZero: supremum)
  }

  /// The point with probability `q` above it.
  func upperQuantile(_ q: Double) throws -> Double {
    try Status.require(0 <= q && q <= 1, name, ["upper tail": q])
    if q <= 0.5 { return try invert(upperTail, q, atZero: supremum) }
    return try invert(lowerTail, 1 - q, atZero: 0)
  }

  /// The point where `tail`, the one that vanishes at `end`, has the value `target` <= 1/2.
  private func invert(
    _ tail: (Double) -> Double, _ target: Double, atZero end: Double
  ) throws -> Double {
    if target == 0 { return end }
    let logTarget = Double.log(target)
    // -800 is below the logarithm of every double: finite where the tail underflows.
    let excess = { (u: Double) in max(Double.log(tail(point(u))), -800) - logTarget }
    let bracket = try self.bracket(excess, target)
    return point(try RootFinding.brent(in: bracket, tolerance: 1e-16, excess))
  }

  /// The point at log scale `u`: exp(u), or the logistic function of u.
  private func point(_ u: Double) -> Double {
    if supremum.isInfinite { return Double.exp(u) }
    return u < 0 ? Double.exp(u) / (1 + Double.exp(u)) : 1 / (1 + Double.exp(-u))
  }

  /// Steps out from the middle, doubling, until the excess changes sign: down to 1e-304 and up to
  /// 1e147, whose square is still finite.
  private func bracket(
    _ excess: (Double) -> Double, _ target: Double
  ) throws -> ClosedRange<Double> {
    var step = 1.0
    while step < 1400 {
      let (left, right) = (-min(step, 700), min(step, 340))
      if excess(left) * excess(right) <= 0 { return left...right }
      step *= 2
    }
    throw GSLError(code: Status.failed, function: "\(name)", arguments: ["tail": target])
  }
}
