internal import RealModule

/// Gamma variates by the method of Marsaglia and Tsang (2000), bit for bit the numbers of
/// `gsl_ran_gamma` over the same words.
///
/// With d = a - 1/3 and c = 1 / (3 sqrt(d)), d v with v = (1 + c x)^3, x normal, is a gamma variate
/// of shape a >= 1 where log(u) < x^2 / 2 + d (1 - v + log v); 1 - .0331 x^4 is below the right-hand
/// side's exponential and spares most logarithms. Below 1 a variate of shape a + 1 times u^(1/a).
struct GammaVariates {
  private let d: Double
  private let c: Double
  /// The variate's factor: scale times d.
  private let factor: Double
  /// 1 / a for a < 1.
  private let power: Double?

  init(shape: Double, scale: Double) {
    power = shape < 1 ? 1 / shape : nil
    d = (shape < 1 ? 1 + shape : shape) - 1.0 / 3
    c = (1.0 / 3) / d.squareRoot()
    factor = scale * d
  }

  @inline(__always)
  func draw(_ words: inout PhiloxWords, _ ziggurat: Ziggurat) -> Double {
    guard let power else { return drawAboveOne(&words, ziggurat) }
    let u = words.uniformPositive()
    return drawAboveOne(&words, ziggurat) * .pow(u, power)
  }

  @inline(__always)
  private func drawAboveOne(_ words: inout PhiloxWords, _ ziggurat: Ziggurat) -> Double {
    while true {
      let x = ziggurat.draw(&words)
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let u = words.uniformPositive()
      if u < 1 - 0.0331 * x * x * x * x || isBelow(u, x, v) { return factor * v }
    }
  }

  /// What the quick test leaves open.
  @inline(never)
  private func isBelow(_ u: Double, _ x: Double, _ v: Double) -> Bool {
    .log(u) < 0.5 * x * x + d * (1 - v + .log(v))
  }
}
