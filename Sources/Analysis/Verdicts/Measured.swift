/// One quantity, exactly and simulated.
struct Measured {
  /// nil where no exact law is known.
  let exact: Double?
  let estimate: Estimate

  /// `offset + factor x` in place of x.
  func mapped(factor: Double, offset: Double = 0) -> Measured {
    Measured(
      exact: exact.map { offset + factor * $0 },
      estimate: estimate.mapped(factor: factor, offset: offset))
  }
}

/// Moments of a group gradient, or how they change from one setting to another.
struct MeasuredGradient {
  /// E g; nil where no exact law is known.
  let expected: [Double]?
  /// E norm(g)^2; nil where no exact law is known.
  let exactSecondMoment: Double?
  let simulated: SimulatedMoments

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
  var secondMoment: Measured {
    Measured(exact: exactSecondMoment, estimate: simulated.secondMoment)
  }

  /// norm(E g)^2 / tr Cov g.
  var signalToNoise: Measured {
    let exact = expected.flatMap { gradient in
      exactSecondMoment.map { dot(gradient, gradient) / ($0 - dot(gradient, gradient)) }
    }
    let moments = simulated.moments
    return Measured(
      exact: exact,
      estimate: Estimate(
        mean: moments.signalToNoise ?? .nan, standardError: moments.signalToNoiseError ?? .nan,
        count: simulated.count))
  }

  /// E norm(g - grad V)^2 less norm(grad V)^2; of a change, the change of the former.
  func squaredError(valueGradient: [Double]) -> Measured {
    let exact = expected.flatMap { gradient in
      exactSecondMoment.map { $0 - 2 * dot(gradient, valueGradient) }
    }
    let moments = simulated.moments
    let covariance = moments.covariance
    let variance = covariance[4] - 4 * covariance[5] + 4 * covariance[8]
    return Measured(
      exact: exact,
      estimate: Estimate(
        mean: moments.secondMoment - 2 * moments.alignment,
        standardError: max(0, variance).squareRoot(), count: simulated.count))
  }

  /// Inner product of E g with a fixed vector.
  func along(_ direction: [Double]) -> Measured {
    Measured(
      exact: expected.map { dot($0, direction) }, estimate: simulated.projection(on: direction))
  }
}

extension Finding {
  /// What a claim predicts beside what was measured.
  init(
    variant: String, quantity: String, _ relation: Relation = .equals, claimed: Double,
    _ measured: Measured, expected: Verdict, condition: String? = nil, scale: Double = 1
  ) {
    self.init(
      variant: variant, quantity: quantity, relation: relation, claimed: claimed,
      exact: measured.exact, estimate: measured.estimate, expected: expected,
      condition: condition, scale: scale)
  }
}
