public import GSL
import RealModule

/// A symmetric law of mean 0 and variance 1, the shape of a dither.
///
/// The scale of a dither is always its standard deviation `sigma`, never a half-width: a uniform
/// dither of standard deviation `sigma` lives on `[-sqrt(3) sigma, sqrt(3) sigma]`.
public enum NoiseFamily: Hashable, Sendable {
  /// The constant 0: no dither, the only member whose variance is 0.
  case none
  /// The standard normal law.
  case gaussian
  /// The uniform law on `[-sqrt 3, sqrt 3]`.
  case uniform
  /// The Laplace law of scale `1 / sqrt 2`.
  case laplace
  /// The two signs -1 and +1, each with probability 1/2.
  case rademacher
  /// Student's t scaled by `sqrt((nu - 2) / nu)`; it needs `nu > 2` degrees of freedom, which
  /// ``init(name:degreesOfFreedom:)`` checks and the bare case does not.
  case studentT(degreesOfFreedom: Double)

  /// The names of the families, as ``init(name:degreesOfFreedom:)`` reads them.
  public static let names = ["none", "gaussian", "uniform", "laplace", "rademacher", "student-t"]

  /// The family called `name`.
  ///
  /// - Parameters:
  ///   - name: one of ``names``.
  ///   - degreesOfFreedom: above 2 and finite; read by `student-t` only.
  /// - Throws: ``GRPOError`` with the name, or with the degrees of freedom, that is wrong.
  public init(name: String, degreesOfFreedom: Double = 5) throws {
    switch name {
    case "none": self = .none
    case "gaussian": self = .gaussian
    case "uniform": self = .uniform
    case "laplace": self = .laplace
    case "rademacher": self = .rademacher
    case "student-t":
      try require(
        degreesOfFreedom > 2 && degreesOfFreedom.isFinite,
        "degreesOfFreedom", degreesOfFreedom, "finite and above 2, or the variance is not finite")
      self = .studentT(degreesOfFreedom: degreesOfFreedom)
    default:
      throw GRPOError.unknownName(kind: "noise family", name: name, known: Self.names)
    }
  }

  /// The name of the family, one of ``names``.
  public var name: String {
    switch self {
    case .none: "none"
    case .gaussian: "gaussian"
    case .uniform: "uniform"
    case .laplace: "laplace"
    case .rademacher: "rademacher"
    case .studentT: "student-t"
    }
  }

  /// One draw of mean 0 and variance 1 (``none``: the constant 0, and the stream does not advance).
  public func standardDraw(using random: inout RandomStream) -> Double {
    switch self {
    case .none: 0
    case .gaussian: random.gaussian()
    case .uniform: Self.halfWidth * (2 * random.uniform() - 1)
    case .laplace: Self.laplaceScale * random.laplace()
    case .rademacher: random.rademacher()
    case .studentT(let nu): StudentT.scale(nu) * random.studentT(degreesOfFreedom: nu)
    }
  }

  /// Overwrites every number with a ``standardDraw(using:)``, in order.
  func fill(_ noise: inout [Double], using random: inout RandomStream) {
    switch self {
    case .gaussian: random.fillGaussian(&noise)
    case .uniform:
      random.fillUniform(&noise)
      let halfWidth = Self.halfWidth
      for index in noise.indices { noise[index] = halfWidth * (2 * noise[index] - 1) }
    case .none, .laplace, .rademacher, .studentT:
      for index in noise.indices { noise[index] = standardDraw(using: &random) }
    }
  }

  /// The values and probabilities of a discrete family, in increasing order; nil for a density.
  public var atoms: [(value: Double, probability: Double)]? {
    switch self {
    case .none: [(0, 1)]
    case .rademacher: [(-1, 0.5), (1, 0.5)]
    case .gaussian, .uniform, .laplace, .studentT: nil
    }
  }

  /// The half-width of the uniform law of variance 1: `U[-a, a]` has variance `a^2 / 3`.
  static let halfWidth = Double.sqrt(3)

  /// The scale of the Laplace law of variance 1: the law of scale `b` has variance `2 b^2`.
  static let laplaceScale = Double.sqrt(0.5)
}
