/// Moments of a group gradient, or how they change from one setting to another.
public struct MeasuredGradient: Sendable {
  /// Exact E g, P numbers; nil where no law is known.
  public let expected: [Double]?
  /// Exact E norm(g)^2; nil where no law is known.
  public let exactSecondMoment: Double?
  /// What the simulation has found of one setting.
  public let simulated: SimulatedMoments

  init(exact: ExactMoments, simulated: SimulatedMoments) {
    expected = exact.expectedGradient
    exactSecondMoment = exact.secondMoment
    self.simulated = simulated
  }

  /// `after` less `before`; `simulated` is their contrast.
  init(from before: ExactMoments, to after: ExactMoments, simulated: SimulatedMoments) {
    expected = after.expectedGradient.flatMap { later in
      before.expectedGradient.map { zip(later, $0).map(-) }
    }
    exactSecondMoment = after.secondMoment.flatMap { later in
      before.secondMoment.map { later - $0 }
    }
    self.simulated = simulated
  }

  /// E norm(g)^2.
  public var secondMoment: ExactAndSimulated {
    ExactAndSimulated(exact: exactSecondMoment, estimate: simulated.secondMoment)
  }

  /// norm(E g)^2 / tr Cov g; of a gradient, not of a change.
  public var signalToNoise: ExactAndSimulated {
    let exact = expected.flatMap { gradient in
      exactSecondMoment.map { dot(gradient, gradient) / ($0 - dot(gradient, gradient)) }
    }
    let moments = simulated.moments
    return ExactAndSimulated(
      exact: exact,
      estimate: Estimate(
        mean: moments.signalToNoise ?? .nan, standardError: moments.signalToNoiseError ?? .nan,
        count: simulated.count))
  }

  /// E norm(g - grad V)^2 less norm(grad V)^2; of a change, the change of the former.
  func squaredError(valueGradient: [Double]) -> ExactAndSimulated {
    let exact = expected.flatMap { gradient in
      // norm(grad V)^2 is the same for every setting and left out.
      exactSecondMoment.map { $0 - 2 * dot(gradient, valueGradient) }
    }
    let moments = simulated.moments
    return ExactAndSimulated(
      exact: exact,
      estimate: estimate(moments.secondMoment - 2 * moments.alignment, slope: [0, 1, -2]))
  }

  /// `norm(E g)^2 - SNR tr Cov g` with the SNR of known moments, of which this is the change: above 0
  /// where the signal-to-noise ratio has risen.
  ///
  ///     (1 + SNR) (2 E g0 . d + norm(d)^2) - SNR dQ,      d = E g - E g0,  dQ = change of E norm(g)^2
  ///
  /// - Precondition: `expected` is a multiple of grad V.
  func signalExcess(
    over expected: [Double], _ secondMoment: Double, valueGradient: [Double]
  ) -> ExactAndSimulated {
    let square = dot(expected, expected)
    let ratio = square / (secondMoment - square)
    let exact = self.expected.flatMap { change in
      exactSecondMoment.map {
        (1 + ratio) * (2 * dot(expected, change) + dot(change, change)) - ratio * $0
      }
    }
    // E g0 = gain grad V, so E g0 . d is gain times the alignment, of which the error is known.
    let gain = (square / dot(valueGradient, valueGradient)).squareRoot()
    let moments = simulated.moments
    let signal = moments.normSquared + 2 * gain * moments.alignment
    return ExactAndSimulated(
      exact: exact,
      estimate: estimate(
        (1 + ratio) * signal - ratio * moments.secondMoment,
        slope: [1 + ratio, -ratio, 2 * gain * (1 + ratio)]))
  }

  /// An estimate linear in (norm(E g)^2, E norm(g)^2, E g . grad V).
  private func estimate(_ mean: Double, slope: [Double]) -> Estimate {
    let variance = quadraticForm(simulated.moments.covariance, slope, slope, stride: 3)
    return Estimate(
      mean: mean, standardError: max(0, variance).squareRoot(), count: simulated.count)
  }

  /// Inner product of E g with a fixed vector of P numbers.
  public func along(_ direction: [Double]) -> ExactAndSimulated {
    ExactAndSimulated(
      exact: expected.map { dot($0, direction) }, estimate: simulated.projection(on: direction))
  }
}
