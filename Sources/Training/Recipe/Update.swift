import GSL
public import GRPO

/// How advantages move the parameters.
public struct Update: Hashable, Sendable {
  /// Objective of one completion: ratio clip, KL penalty.
  public var surrogate: Surrogate
  /// Gradient steps on each batch; from the second on the batch is off policy.
  public var innerSteps: Int
  /// The largest norm of a gradient, longer ones are shortened to it; nil for no limit.
  public var gradientNormLimit: Double?
  /// The optimiser that takes the step.
  public var optimizer: OptimizerRule
  /// Its step size over the run.
  public var learningRate: LearningRate

  /// How advantages move the parameters.
  ///
  /// - Throws: ``TrainingError`` when there is no inner step or the limit is not positive.
  public init(
    surrogate: Surrogate = .policyGradient, innerSteps: Int = 1, gradientNormLimit: Double? = nil,
    optimizer: OptimizerRule = .sgd, learningRate: LearningRate
  ) throws {
    guard innerSteps >= 1 else {
      throw TrainingError("inner steps must be at least 1, got \(innerSteps)")
    }
    if let limit = gradientNormLimit, !(limit > 0) {
      throw TrainingError("the limit of the gradient norm must be above 0, got \(limit.plainText)")
    }
    self.surrogate = surrogate
    self.innerSteps = innerSteps
    self.gradientNormLimit = gradientNormLimit
    self.optimizer = optimizer
    self.learningRate = learningRate
  }

  /// The factor that keeps a gradient within the limit, as torch's `clip_grad_norm_`:
  /// `min(1, limit / (norm + 1e-6))`.
  func shortening(norm: Double) -> Double {
    guard let gradientNormLimit else { return 1 }
    return min(1, gradientNormLimit / (norm + 1e-6))
  }
}
