import GRPO
import RealModule

/// P(e_1 - e_2 > x) of two independent draws of a noise of variance 1 each.
enum DifferenceTail {
  case gaussian
  /// One component.
  case laplace
  case uniforms(TiltedUniformSum)
  /// In units in which the variance is that of the mixture.
  case mixture(ScaleMixture, scale: Double)

  /// nil for discrete noise, Student t of several components, and components too many or too unequal.
  init?(_ dither: Dither) {
    // A difference is a sum of twice the components, scaled to unit norm again.
    let twice = (dither.components + dither.components).map { $0 / Double.sqrt(2) }
    let law = dither.family.law
    let isSingle = dither.components.count == 1
    if law is GaussianNoise {
      self = .gaussian
    } else if law is LaplaceNoise, isSingle {
      self = .laplace
    } else if law is LaplaceNoise, let mixture = ScaleMixture(laplace: twice) {
      self = .mixture(mixture, scale: .sqrt(2))
    } else if law is UniformNoise, let sum = TiltedUniformSum(components: twice) {
      self = .uniforms(sum)
    } else if let law = law as? StudentTNoise, isSingle {
      let degrees = law.degreesOfFreedom
      self = .mixture(
        ScaleMixture(differenceOf: degrees), scale: ((degrees - 2) / degrees).squareRoot())
    } else {
      return nil
    }
  }

  func callAsFunction(_ x: Double) -> Double {
    // By symmetry; of a tail of 1/2 at least the difference loses nothing.
    if x < 0 { return 1 - self(-x) }
    switch self {
    case .gaussian: return NoiseFamily.gaussian.cumulative(at: -x / .sqrt(2))
    case .laplace:
      // Of scale 1/sqrt 2: exp(-t) (2 + t) / 4.
      let t = x * Double.sqrt(2)
      return .exp(-t) * (2 + t) / 4
    case .uniforms(let sum): return sum.lowerTail(-x / .sqrt(2))
    case .mixture(let mixture, let scale): return mixture.upperTail(x / scale)
    }
  }

  /// Beyond this the tail is below 1e-18; infinite for heavy tails.
  var reach: Double {
    switch self {
    // 13/root 2 = 9.2 deviations: 2e-20.
    case .gaussian: 13
    // t = 45: exp(-45) 47/4 = 3e-19.
    case .laplace: 32
    case .uniforms(let sum): sum.halfWidth * .sqrt(2)
    case .mixture(let mixture, let scale):
      // exp(-45) in each direction of the slowest component.
      if case .laplace(let components) = mixture.kind {
        scale * components.max()! * (32 + 4 * Double(components.count))
      } else {
        .infinity
      }
    }
  }

  /// The finest scale on which it changes about 0, apart from its knots.
  var grain: Double {
    switch self {
    case .gaussian, .laplace, .uniforms: 1
    case .mixture(let mixture, let scale):
      if case .laplace(let components) = mixture.kind { scale * components.min()! } else { scale }
    }
  }

  /// Where the tail is not smooth, besides 0.
  var knots: [Double] {
    if case .uniforms(let sum) = self { sum.knots.map { $0 * .sqrt(2) } } else { [] }
  }

  /// Work of one value in evaluations of an error function.
  var cost: Double {
    switch self {
    case .gaussian, .laplace: 1
    case .uniforms(let sum): Double(sum.knots.count)
    case .mixture(let mixture, _): Double(mixture.count)
    }
  }
}
