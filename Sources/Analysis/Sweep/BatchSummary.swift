/// The mean of a whole batch's group gradients, what a training step takes.
///
/// Of one prompt: groups with advantages of their own are independent, the variance is that of one group over
/// B, signal to noise B times that of one; batch-standardized ones share their divisor (`SharedDivisor`).
///
/// Of a set: the B groups are of different prompts, each with parameters of its own, and which prompts they
/// are is no noise. Gradients of different prompts are orthogonal, so that signal and variance are both those
/// of one group over B, whatever the groups share.
public struct BatchSummary: Sendable {
  /// Groups per batch, B.
  public let groups: Int
  /// Trace of Cov gbar, by simulation.
  public let variance: Estimate?
  /// Trace of Cov gbar; nil where no exact law is known.
  public let varianceExact: Double?
  /// norm(E g)^2 / tr Cov gbar, by simulation.
  public let signalToNoise: Estimate?
  /// norm(E g)^2 / tr Cov gbar; nil where no exact law is known or the variance is 0.
  public let signalToNoiseExact: Double?

  /// - Parameters:
  ///   - exact: moments of one group; nil where one of them is unknown.
  ///   - simulated: the same by simulation, if there was one.
  ///   - squares: what is known of E norm(gbar)^2 where groups are not independent; nil where they are.
  ///   - isSet: whether each group is of a prompt of its own.
  init(
    groups: Int, exact: GradientMoments?, simulated: GradientMoments?, count: Int,
    squares: BatchSquares?, isSet: Bool
  ) {
    self.groups = groups
    let size = Double(groups)
    let whole = { (one: GradientMoments) in isSet ? one.divided(by: size) : one.batch(of: size) }
    // E norm(gbar)^2 of B groups: B of one with itself, B (B - 1) of two, over B^2.
    let law = exact.flatMap { exact -> GradientMoments? in
      guard let squares else { return whole(exact) }
      return squares.cross.map {
        exact.batch(square: exact.meanSquare / size + (1 - 1 / size) * $0)
      }
    }
    varianceExact = law?.variance
    signalToNoiseExact = law?.signalToNoise
    let found = simulated.flatMap { one in
      squares.map { squares in
        squares.simulated.map { one.batch(square: $0.mean, error: $0.standardError) }
      } ?? whole(one)
    }
    let isKnown = found.map { $0.variance.isFinite } ?? false
    variance =
      isKnown
      ? found.map {
        Estimate(mean: $0.variance, standardError: $0.varianceError, count: count)
      } : nil
    signalToNoise =
      isKnown
      ? found.flatMap { found in
        found.signalToNoise.map {
          Estimate(mean: $0, standardError: found.signalToNoiseError ?? .infinity, count: count)
        }
      } : nil
  }
}

extension GradientMoments {
  /// The moments of the mean of `count` independent groups: Q/B + (1 - 1/B) s.
  fileprivate func batch(of count: Double) -> GradientMoments {
    var batch = self
    let (own, rest) = (1 / count, 1 - 1 / count)
    batch.secondMoment = own * secondMoment + rest * normSquared
    // Var(Q/B + (1 - 1/B) s) and its covariance with s; of one group they are known already.
    if own < 1 {
      let (ss, sq, qq) = (covariance[0], covariance[1], covariance[4])
      batch.setSquare(
        variance: own * own * qq + 2 * own * rest * sq + rest * rest * ss,
        withNorm: own * sq + rest * ss)
    }
    return batch
  }

  /// The moments of the mean of `count` groups with parameters of their own each.
  fileprivate func divided(by count: Double) -> GradientMoments {
    var batch = self
    batch.normSquared /= count
    batch.secondMoment /= count
    // The alignment is read for a cosine only, which a batch does not have.
    batch.covariance = covariance.map { $0 / count / count }
    return batch
  }

  /// The moments of a batch of known E norm(gbar)^2, with an error of its own.
  fileprivate func batch(square: Double, error: Double = 0) -> GradientMoments {
    var batch = self
    batch.secondMoment = square / unit / unit
    let scaled = error / unit / unit
    batch.setSquare(variance: scaled * scaled, withNorm: 0)
    return batch
  }

  private mutating func setSquare(variance: Double, withNorm: Double) {
    // Row-major over (s, Q, d): 4 is Var Q, 1 and 3 are Cov(s, Q), 5 and 7 Cov(Q, d).
    covariance[4] = variance
    (covariance[1], covariance[3]) = (withNorm, withNorm)
    (covariance[5], covariance[7]) = (0, 0)
  }
}
