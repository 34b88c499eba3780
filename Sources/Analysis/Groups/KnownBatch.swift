public import GRPO

/// Batch-standardized advantages of a batch whose raw rewards are all known, under Gaussian noise.
///
/// With H r the rewards of the batch centred on their mean, of N completions, and P r those of one group centred on its own,
///
/// ```
/// E[A] = slope P r,    E norm(A)^2 = isotropic (G - 1) + aligned norm(P r)^2
/// ```
///
/// where the coefficients are those of the direction of a Gaussian vector of N - 1 dimensions at
/// `lambda = norm(H r)/sigma` (claim BatchCovariance).
public struct KnownBatch: Sendable {
  /// Of the deviations in the mean, of the identity and of their outer product in the second moment.
  private let slope, isotropic, aligned: Double
  /// What advantages without noise are divided by.
  private let divisor: Double

  /// The law of one batch.
  ///
  /// - Parameters:
  ///   - norm: `norm(H r)`, units of reward.
  ///   - count: N, at least 2.
  ///   - estimator: its ddof and stabilizer are read.
  ///   - sigma: standard deviation of the noise, above 0.
  /// - Throws: ``AnalysisError`` where the law cannot be evaluated to its accuracy.
  public init(norm: Double, count: Int, estimator: AdvantageEstimator, sigma: Double) throws {
    let share = Double(count - estimator.ddof)
    let radial = RadialMoments(
      dimension: count - 1, divisor: share, stabilizer: estimator.stabilizer, sigma: sigma)
    do {
      let value = try radial(norm: norm)
      slope = norm == 0 ? 0 : value.mean / norm
      isotropic = value.isotropic
      aligned = norm == 0 ? 0 : value.aligned / norm / norm
    } catch {
      throw AnalysisError("no exact law of a batch of \(count) completions: \(error)")
    }
    divisor = norm / share.squareRoot() + estimator.stabilizer
  }

  /// The moments of one group of the batch.
  ///
  /// - Parameters:
  ///   - square: `norm(P r)^2` of the group.
  ///   - size: G.
  public func moments(square: Double, size: Int) -> KeptSignal {
    let plain = square == 0 ? 0 : square / divisor / divisor
    return KeptSignal(
      product: square == 0 ? 0 : slope * square / divisor, plain: plain,
      energy: isotropic * Double(size - 1) + aligned * square, signal: slope * slope * square)
  }
}
