import GRPO
import RealModule

/// Noise whose tilted moments can be worked out.
enum TiltedNoise {
  case gaussian
  case uniform
  case laplace
  /// Of several components.
  case uniforms(TiltedUniformSum)
  /// Laplace noise of several components, and Student t.
  case mixture(ScaleMixture)

  /// nil for discrete noise, Student t of several components, components too many or too unequal, and
  /// families that have no such moments here.
  init?(_ dither: Dither) {
    let (law, components) = (dither.family.law, dither.components)
    let isSingle = components.count == 1
    if law is GaussianNoise {
      self = .gaussian
    } else if law is UniformNoise, isSingle {
      self = .uniform
    } else if law is UniformNoise, let sum = TiltedUniformSum(components: components) {
      self = .uniforms(sum)
    } else if law is LaplaceNoise, isSingle {
      self = .laplace
    } else if law is LaplaceNoise, let mixture = ScaleMixture(laplace: components) {
      self = .mixture(mixture)
    } else if let law = law as? StudentTNoise, isSingle {
      self = .mixture(ScaleMixture(degrees: law.degreesOfFreedom))
    } else {
      return nil
    }
  }

  /// Variance of the noise in its own unit.
  var variance: Double {
    if case .mixture(let mixture) = self { mixture.variance } else { 1 }
  }

  /// Whether tilted moments are right for levels this far from their mean.
  func reaches(_ offset: Double) -> Bool {
    if case .mixture(let mixture) = self, case .laplace = mixture.kind {
      offset < 200
    } else {
      true
    }
  }

  /// Whether far larger sums of squares than the ordinary ones count.
  var isHeavy: Bool {
    if case .mixture(let mixture) = self, case .studentT = mixture.kind { true } else { false }
  }

  /// How far below the bulk of the nodes of `InverseNormRule`, in log t, the transform of a group is that of t = 0; nil
  /// where no nodes lie so far, and for tails so heavy that it is not.
  ///
  /// Under Student t of nu >= 3 the means are off by t and second moments by `t^(1/2)`, and what all nodes up to t add is
  /// `t^(1/2)` and t of the whole: together exp(-36), 2e-16, for t at exp(-24).
  var limitDepth: Double? {
    guard case .mixture(let mixture) = self, case .studentT(let nu) = mixture.kind else {
      return nil
    }
    return nu >= 3 ? 24 : nil
  }

  func moments(offset d: Double, t: Double) -> TiltedMoments {
    switch self {
    case .gaussian: Self.gaussian(d, t)
    case .uniform: TiltedUniform.moments(d, t)
    case .laplace: Self.laplace(d, t)
    case .uniforms(let sum): sum.moments(d, t)
    case .mixture(let mixture): mixture.moments(d, t)
    }
  }

  private static func gaussian(_ d: Double, _ t: Double) -> TiltedMoments {
    let tilted = TiltedNormal(t)
    return TiltedMoments(
      logMass: tilted.logMass(lambda: d, dimension: 1), noise: -2 * t * d * tilted.shrink,
      deviation: d * tilted.shrink, variance: tilted.shrink)
  }

  /// A mixture of the two sides of the kink at e = 0, each a half normal law in `y = sqrt t abs(e)`
  /// displaced by `beta + u` or `beta - u`, where `u = sqrt t d` and `beta = 1 / (2 b sqrt t)`.
  private static func laplace(_ d: Double, _ t: Double) -> TiltedMoments {
    let root = t.squareRoot()
    let beta = 0.5 * Double.sqrt(2) / root
    let u = root * d
    // The peaks are edge + z^2 with u^2 taken out by hand: for large u the sum would cancel.
    let right = HalfNormal(beta + u, edge: -u * u, peak: beta * (beta + 2 * u))
    let left = HalfNormal(beta - u, edge: -u * u, peak: beta * (beta - 2 * u))
    // Both masses may underflow; only their ratio matters.
    let top = Swift.max(right.logMass, left.logMass)
    let masses = (Double.exp(right.logMass - top), Double.exp(left.logMass - top))
    let total = masses.0 + masses.1
    let (p, q) = (masses.0 / total, masses.1 / total)
    let gap = right.mean + left.mean
    return TiltedMoments(
      logMass: top + .log(beta * total),
      noise: (p * right.mean - q * left.mean) / root,
      deviation: (p * (right.excess - beta) + q * (beta - left.excess)) / root,
      variance: (p * right.variance + q * left.variance + p * q * gap * gap) / t)
  }
}
