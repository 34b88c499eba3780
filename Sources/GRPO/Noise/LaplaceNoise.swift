package import GSL
import RealModule

/// The Laplace law of scale `1 / sqrt 2`: that of scale `b` has variance `2 b^2`.
package struct LaplaceNoise: NoiseLaw {
  package static let name = "laplace"
  package static let summary = "the two-sided exponential law of scale sigma/sqrt(2)"

  package init(_ parameters: NoiseParameters = .init()) {}

  private static let scale = Double.sqrt(0.5)

  package func standardDraw(using random: inout RandomStream) -> Double {
    Self.scale * random.laplace()
  }

  package var atoms: [(value: Double, probability: Double)]? { nil }

  package func density(at x: Double) -> Double? { .exp(-abs(x) / Self.scale) / (2 * Self.scale) }

  package func cumulative(at x: Double) -> Double {
    let tail = 0.5 * Double.exp(-abs(x) / Self.scale)
    return x < 0 ? tail : 1 - tail
  }

  package func quantile(_ uniform: Double) -> Double {
    // 1 - uniform is exact from 1/2 on, so that both tails keep the digits of the logarithm.
    let tail = Double.log(2 * min(uniform, 1 - uniform))
    return (uniform < 0.5 ? tail : -tail) * Self.scale
  }

  package func tailMoments(beyond c: Double) -> (first: Double, second: Double) {
    let b = Self.scale
    // Beyond c the law begins anew, with the mass exp(-c/b)/2 of one side: an exponential variable,
    // whose moments are b and 2 b^2.
    let tail = Double.exp(-c / b)
    return (b / 2 * tail, b * b * tail)
  }

  package var halfWidth: Double? { nil }
  // 24 b^4, b^2 = 1/2.
  package var fourthMoment: Double { 6 }
}

extension NoiseFamily {
  /// The Laplace law of scale `1 / sqrt 2`.
  public static let laplace = NoiseFamily(LaplaceNoise())
}
