internal import RealModule

/// Gamma variates by the method of Marsaglia and Tsang (2000), bit for bit the numbers of
/// `gsl_ran_gamma` over the same words.
///
/// With d = a - 1/3 and c = 1 / (3 sqrt(d)), d v with v = (1 + c x)^3, x normal, is a gamma variate
/// of shape a >= 1 where log(u) < x^2 / 2 + d (1 - v + log v); 1 - .0331 x^4 is below the right-hand
/// side's exponential and spares most logarithms. Below 1 a variate of shape a + 1 times u^(1/a).
///
/// Most of the rest are spared by a closer bound. With w = c x the right-hand side is
///
///     d (4.5 w^2 + 1 - (1 + w)^3 + 3 log(1 + w)) = -d int_0^w 3 t^3 / (1 + t) dt >= -.75 d w^4 / min(1, 1 + w)
///
/// and its exponential at least one more than that.
struct GammaVariates {
  private let d: Double
  private let c: Double
  /// The variate's factor: scale times d.
  private let factor: Double
  /// .75 d c^4, and what the rounding of the two logarithms and their sum stays well below.
  private let bound, margin: Double
  /// 1 / a for a < 1.
  private let power: Double?

  init(shape: Double, scale: Double) {
    power = shape < 1 ? 1 / shape : nil
    d = (shape < 1 ? 1 + shape : shape) - 1.0 / 3
    c = (1.0 / 3) / d.squareRoot()
    factor = scale * d
    bound = 0.75 * d * c * c * c * c
    margin = 1e-13 * (1 + d)
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
      let fourth = x * x * x * x
      if u < 1 - 0.0331 * fourth { return factor * v }
      if u < 1 - margin - bound * fourth / min(1, root) || isBelow(u, x, v) { return factor * v }
    }
  }

  /// What the quick tests leave open.
  @inline(never)
  private func isBelow(_ u: Double, _ x: Double, _ v: Double) -> Bool {
    .log(u) < 0.5 * x * x + d * (1 - v + .log(v))
  }
}
