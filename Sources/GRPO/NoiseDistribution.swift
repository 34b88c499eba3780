import RealModule

extension NoiseFamily {
  /// The probability density at `x`; nil for the discrete families, which have ``atoms``.
  public func density(at x: Double) -> Double? {
    switch self {
    case .none, .rademacher: nil
    case .gaussian: Normal.density(x)
    case .uniform: abs(x) <= Self.halfWidth ? 1 / (2 * Self.halfWidth) : 0
    case .laplace: .exp(-abs(x) / Self.laplaceScale) / (2 * Self.laplaceScale)
    case .studentT(let nu): StudentT.density(x / StudentT.scale(nu), nu) / StudentT.scale(nu)
    }
  }

  /// The probability of a draw at most `x`, right-continuous at the atoms.
  ///
  /// Both tails keep their relative accuracy down to underflow.
  public func cumulative(at x: Double) -> Double {
    switch self {
    case .none: x < 0 ? 0 : 1
    case .gaussian: Normal.upperTail(-x)
    case .uniform: min(max((x + Self.halfWidth) / (2 * Self.halfWidth), 0), 1)
    case .laplace: laplaceCumulative(x)
    case .rademacher: x < -1 ? 0 : x < 1 ? 0.5 : 1
    case .studentT(let nu): StudentT.upperTail(-x / StudentT.scale(nu), nu)
    }
  }

  private func laplaceCumulative(_ x: Double) -> Double {
    let tail = 0.5 * Double.exp(-abs(x) / Self.laplaceScale)
    return x < 0 ? tail : 1 - tail
  }
}

/// The standard normal law.
enum Normal {
  static func density(_ x: Double) -> Double { .exp(-0.5 * x * x) / .sqrt(2 * .pi) }

  /// P(Z > x).
  static func upperTail(_ x: Double) -> Double { 0.5 * .erfc(x / .sqrt(2)) }
}
