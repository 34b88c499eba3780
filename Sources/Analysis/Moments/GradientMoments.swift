/// The three numbers that every summary of a gradient estimator derives from,
///
///     s = norm(E g)^2,    Q = E norm(g)^2,    d = E g . grad V
///
/// with the covariance matrix of their estimates (zero when they are exact; infinite entries where no
/// error exists). All are in units of `unit`: s and Q in its square.
struct GradientMoments {
  /// A power of two, 1 but far off scale.
  var unit = 1.0
  var normSquared: Double
  var secondMoment: Double
  var alignment: Double
  /// Variances and covariances of (s, Q, d), row-major 3 x 3.
  var covariance: [Double]

  static let none = GradientMoments(
    normSquared: 0, secondMoment: 0, alignment: 0, covariance: Array(repeating: 0, count: 9))

  /// The moments of a prompt drawn with probability `weight`: all three are weighted means over prompts.
  mutating func add(_ other: GradientMoments, weight: Double) {
    // In the larger of both units, so that ratios are at most 1 and never overflow.
    if isNone {
      unit = other.unit
    } else if other.unit > unit {
      rescale(to: other.unit)
    }
    let ratio = other.unit / unit
    let (first, second) = (weight * ratio, weight * ratio * ratio)
    // s and Q are quadratic in the advantages, d is linear.
    let scale = [second, second, first]
    normSquared += scale[0] * other.normSquared
    secondMoment += scale[1] * other.secondMoment
    alignment += scale[2] * other.alignment
    for i in 0..<3 {
      for j in 0..<3 { covariance[3 * i + j] += scale[i] * scale[j] * other.covariance[3 * i + j] }
    }
  }

  /// A prompt of which a run saw nothing has moments of 0 and may have errors, which are in its unit.
  private var isNone: Bool {
    normSquared == 0 && secondMoment == 0 && alignment == 0 && covariance.allSatisfy { $0 == 0 }
  }

  private mutating func rescale(to other: Double) {
    let ratio = unit / other
    let scale = [ratio * ratio, ratio * ratio, ratio]
    (normSquared, secondMoment) = (scale[0] * normSquared, scale[1] * secondMoment)
    alignment *= scale[2]
    for i in 0..<3 {
      for j in 0..<3 { covariance[3 * i + j] *= scale[i] * scale[j] }
    }
    unit = other
  }
}

extension GradientMoments {
  /// From exact moments.
  init(expectedGradient: [Double], secondMoment: Double, valueGradient: [Double]) {
    self.init(
      normSquared: dot(expectedGradient, expectedGradient), secondMoment: secondMoment,
      alignment: dot(expectedGradient, valueGradient), covariance: Self.none.covariance)
  }

  /// From simulation: a mean whose first P coordinates are g and whose next is norm(g)^2.
  ///
  /// `norm(mean g)^2` exceeds `norm(E g)^2` by the trace of its covariance on average; s is corrected
  /// for it. Its variance keeps the second-order term 2 tr(Sigma^2), which rules when E g is near 0.
  init(_ estimate: MeanEstimate, valueGradient: [Double], unit: Double) {
    let p = valueGradient.count
    let stride = estimate.dimension
    let sigma = estimate.covariance
    let mean = Array(estimate.mean[..<p])
    let withSecond = (0..<p).map { sigma[$0 * stride + p] }
    var squares = 0.0
    for i in 0..<p {
      for j in 0..<p { squares += sigma[i * stride + j] * sigma[i * stride + j] }
    }
    // Delta method: the slopes are 2 E g for s, 1 for Q and grad V for d.
    let ss = 4 * quadraticForm(sigma, mean, mean, stride: stride) + 2 * squares
    let sq = 2 * dot(mean, withSecond)
    let sd = 2 * quadraticForm(sigma, mean, valueGradient, stride: stride)
    let qd = dot(valueGradient, withSecond)
    let dd = quadraticForm(sigma, valueGradient, valueGradient, stride: stride)
    self.init(
      unit: unit, normSquared: estimate.normSquared(p), secondMoment: estimate.mean[p],
      alignment: dot(mean, valueGradient),
      covariance: [ss, sq, sd, sq, sigma[p * stride + p], qd, sd, qd, dd])
  }
}

extension GradientMoments {
  /// Trace of Cov g = Q - s, in units of unit^2.
  private var spread: Double { Swift.max(0, secondMoment - normSquared) }

  /// Trace of Cov g = Q - s, never below 0; NaN where it is unknown.
  var variance: Double {
    // unit^2 by itself may overflow where the whole does not.
    secondMoment.isNaN || normSquared.isNaN ? .nan : unit * (unit * spread)
  }
  var varianceError: Double { unit * (unit * deltaError(-1, 1, 0)) }
  var secondMomentError: Double { unit * (unit * deltaError(0, 1, 0)) }
  /// E norm(g)^2.
  var meanSquare: Double { unit * (unit * secondMoment) }

  /// norm(E g); 0 where the corrected square comes out negative, NaN where it is unknown.
  var norm: Double { unit * length }

  private var length: Double { normSquared < 0 ? 0 : normSquared.squareRoot() }

  /// `sqrt(s + e) - sqrt s`, with e the standard error of s: the delta method for large s, and still
  /// the right size where s is lost in its own error.
  var normError: Double {
    let error = deltaError(1, 0, 0)
    guard error > 0, error.isFinite else { return error }
    // The difference of the roots, written without cancellation.
    return unit * (error / ((length * length + error).squareRoot() + length))
  }

  /// norm(E g)^2 / tr Cov g; nil when the gradient has no variance.
  var signalToNoise: Double? { spread > 0 ? length * length / spread : nil }
  var signalToNoiseError: Double? {
    guard spread > 0 else { return nil }
    let v = spread
    return deltaError(secondMoment / (v * v), -normSquared / (v * v), 0)
  }

  /// Cosine of E g with grad V; nil when one of them vanishes.
  func cosine(valueNorm: Double) -> Double? {
    guard length > 0, valueNorm > 0 else { return nil }
    return Swift.min(1, Swift.max(-1, alignment / (length * valueNorm)))
  }

  /// Standard error of the cosine. At cosine 1 the first-order terms cancel and the second-order part
  /// of the error of s remains. Infinite where the gradient is lost in its noise: there the estimate
  /// is a ratio of noises.
  func cosineError(valueNorm: Double) -> Double? {
    guard length > 0, valueNorm > 0 else { return nil }
    guard !isLost else { return .infinity }
    let perAlignment = 1 / (length * valueNorm)
    return deltaError(-alignment * perAlignment / (2 * normSquared), 0, perAlignment)
  }

  /// norm(E g)^2 is below three of its standard errors.
  var isLost: Bool { normSquared < 3 * deltaError(1, 0, 0) }

  private func deltaError(_ ds: Double, _ dq: Double, _ dd: Double) -> Double {
    let slope = [ds, dq, dd]
    var sum = 0.0
    for i in 0..<3 {
      // 0 times an infinite entry is NaN.
      for j in 0..<3 where slope[i] != 0 && slope[j] != 0 {
        sum += slope[i] * slope[j] * covariance[3 * i + j]
      }
    }
    // Not max(0, sum): that is 0 where the sum is no number, and such an error would look exact.
    return (sum < 0 ? 0 : sum).squareRoot()
  }
}
