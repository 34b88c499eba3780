/// The three numbers that every summary of a gradient estimator derives from,
///
///     s = norm(E g)^2,    Q = E norm(g)^2,    d = E g . grad V
///
/// with the covariance matrix of their estimates (zero when they are exact).
struct GradientMoments {
  var normSquared: Double
  var secondMoment: Double
  var alignment: Double
  /// Variances and covariances of (s, Q, d), row-major 3 x 3.
  var covariance: [Double]

  static let none = GradientMoments(
    normSquared: 0, secondMoment: 0, alignment: 0, covariance: Array(repeating: 0, count: 9))

  /// The moments of a prompt drawn with probability `weight`, its parameters being its own:
  /// E g and grad V scale by the weight, E norm(g)^2 too.
  mutating func add(_ other: GradientMoments, weight: Double) {
    let scale = [weight * weight, weight, weight * weight]
    normSquared += scale[0] * other.normSquared
    secondMoment += scale[1] * other.secondMoment
    alignment += scale[2] * other.alignment
    for i in 0..<3 {
      for j in 0..<3 { covariance[3 * i + j] += scale[i] * scale[j] * other.covariance[3 * i + j] }
    }
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
  init(_ estimate: MeanEstimate, valueGradient: [Double]) {
    let p = valueGradient.count
    let stride = estimate.dimension
    let sigma = estimate.covariance
    let mean = Array(estimate.mean[..<p])
    let withSecond = (0..<p).map { sigma[$0 * stride + p] }
    var squares = 0.0
    for i in 0..<p {
      for j in 0..<p { squares += sigma[i * stride + j] * sigma[i * stride + j] }
    }
    let ss = 4 * quadraticForm(sigma, mean, mean, stride: stride) + 2 * squares
    let sq = 2 * dot(mean, withSecond)
    let sd = 2 * quadraticForm(sigma, mean, valueGradient, stride: stride)
    let qd = dot(valueGradient, withSecond)
    let dd = quadraticForm(sigma, valueGradient, valueGradient, stride: stride)
    self.init(
      normSquared: estimate.normSquared(p), secondMoment: estimate.mean[p],
      alignment: dot(mean, valueGradient),
      covariance: [ss, sq, sd, sq, sigma[p * stride + p], qd, sd, qd, dd])
  }
}

extension GradientMoments {
  /// Trace of Cov g = Q - s.
  var variance: Double { secondMoment - normSquared }
  var varianceError: Double { deltaError(-1, 1, 0) }
  var secondMomentError: Double { deltaError(0, 1, 0) }

  /// norm(E g); 0 where the corrected square comes out negative, NaN where it is unknown.
  var norm: Double { normSquared < 0 ? 0 : normSquared.squareRoot() }

  /// `sqrt(s + e) - sqrt s`, with e the standard error of s: the delta method for large s, and still
  /// the right size where s is lost in its own error.
  var normError: Double {
    let error = deltaError(1, 0, 0)
    return error == 0 ? 0 : error / ((norm * norm + error).squareRoot() + norm)
  }

  /// norm(E g)^2 / tr Cov g; nil when the gradient has no variance.
  var signalToNoise: Double? { variance > 0 ? norm * norm / variance : nil }
  var signalToNoiseError: Double? {
    guard variance > 0 else { return nil }
    let v = variance
    return deltaError(secondMoment / (v * v), -normSquared / (v * v), 0)
  }

  /// Cosine of E g with grad V; nil when one of them vanishes.
  func cosine(valueNorm: Double) -> Double? {
    guard norm > 0, valueNorm > 0 else { return nil }
    return Swift.min(1, Swift.max(-1, alignment / (norm * valueNorm)))
  }

  /// Standard error of the cosine. At cosine 1 the first-order terms cancel and the second-order part
  /// of the error of s remains.
  func cosineError(valueNorm: Double) -> Double? {
    guard norm > 0, valueNorm > 0 else { return nil }
    let perAlignment = 1 / (norm * valueNorm)
    return deltaError(-alignment * perAlignment / (2 * normSquared), 0, perAlignment)
  }

  private func deltaError(_ ds: Double, _ dq: Double, _ dd: Double) -> Double {
    let slope = [ds, dq, dd]
    var sum = 0.0
    for i in 0..<3 {
      for j in 0..<3 where slope[i] != 0 && slope[j] != 0 {
        sum += slope[i] * slope[j] * covariance[3 * i + j]
      }
    }
    return Swift.max(0, sum).squareRoot()
  }
}
