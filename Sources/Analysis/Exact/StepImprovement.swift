/// What one step of SGD, `theta + eta g` with the gradient g of one group, does to the expected reward,
/// to second order in its size (claim OneStepImprovement):
///
///     E V(theta + eta g) - V(theta) = eta slope + (1/2) eta^2 curvature + O(eta^3)
///
/// On a tabular policy the terms are exact where the law of the group gradient is. Adaptive steps
/// (Adam) and clipped gradient norms are not covered.
public struct StepImprovement: Hashable, Sendable {
  /// grad V . E g.
  public let slope: Double
  /// tr(Hess V E[g g^T]).
  public let curvature: Double

  /// The rise of V by a step of this size, to second order.
  public func value(rate: Double) -> Double { rate * (slope + 0.5 * rate * curvature) }

  /// nil where a moment is unknown.
  init?(_ moments: ExactMoments, _ problem: Problem) {
    guard let gradient = moments.expectedGradient, let curvature = moments.curvature
    else { return nil }
    slope = dot(gradient, problem.valueGradient)
    self.curvature = curvature
  }

  /// Both terms of each setting for a problem alone.
  ///
  /// Complexity: O(outcomes P^2) for the Hessian, once.
  ///
  /// - Returns: nil where no exact law is known.
  public static func exact(
    _ problem: Problem, _ settings: [Setting], threads: Int = 1
  ) throws -> [StepImprovement?] {
    try ExactLaw.moments(
      ProblemSet([problem]), settings: settings, threads: threads, withCurvature: true
    )[0].map { StepImprovement($0, problem) }
  }
}
