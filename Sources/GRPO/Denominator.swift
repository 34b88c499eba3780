import RealModule

/// What divides deviations, of a standard deviation S and a stabilizer eps: what keeps it from 0.
///
/// Read by the kinds that divide by a standard deviation (``AdvantageKind/dividesByDeviation``); at eps 0
/// all of them are S. Where S is far above they differ by eps relative to S, by half of `eps / S^2`, or not
/// at all; in groups that are nearly silent by any factor.
public enum Denominator: String, CaseIterable, Codable, Hashable, Sendable {
  /// `S + eps`, eps in units of reward.
  case added
  /// `sqrt(max(S^2, eps))`, eps in squared units of reward: OpenRLHF whitens so.
  case floored
  /// `sqrt(S^2 + eps)`, eps in squared units of reward: verl whitens so.
  case rooted
  /// `sqrt(max(S^2, eps)) + eps`, in both units at once: verl's vectorized estimator up to 0.7.
  case flooredAdded = "floored-added"
}

extension Denominator {
  /// What divides deviations, of a standard deviation of at least 0.
  ///
  /// - Parameter unit: of reward, in which the deviation is given and the divisor is.
  package func divisor(_ deviation: Double, stabilizer: Double, unit: Double = 1) -> Double {
    switch self {
    case .added: return deviation + stabilizer / unit
    case .floored: return max(deviation, .sqrt(stabilizer) / unit)
    case .rooted:
      let root = Double.sqrt(stabilizer) / unit
      // The larger one comes out of the root, so that no square overflows.
      let (small, large) = (min(deviation, root), max(deviation, root))
      return large == 0 ? 0 : large * .sqrt(1 + (small / large) * (small / large))
    case .flooredAdded: return max(deviation, .sqrt(stabilizer) / unit) + stabilizer / unit
    }
  }

}

extension AdvantageEstimator {
  /// What divides deviations, of a standard deviation of at least 0.
  ///
  /// - Parameter unit: of reward, in which the deviation is given and the divisor is.
  package func divisor(_ deviation: Double, unit: Double = 1) -> Double {
    denominator.divisor(deviation, stabilizer: stabilizer, unit: unit)
  }

  /// What divides where the deviation is 0, in units of reward: deviations far above it do not see it.
  package var offset: Double { divisor(0) }
}
