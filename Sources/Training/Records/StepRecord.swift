/// One row of a recorded run: the policy after a step, and what the steps since the last row showed.
public struct StepRecord: Hashable, Codable, Sendable {
  /// Number of the run, from 0.
  public var run = 0
  /// How many steps the run has taken.
  public var step = 0
  /// V, the expected raw reward over all completions of all prompts: true, not sampled.
  public var value = 0.0
  /// Entropy of a completion in nats, mean over prompts.
  public var entropy = 0.0
  /// `KL(pi || policy at the start)` of a completion in nats, mean over prompts.
  public var divergence = 0.0
  /// Mean raw reward of the completions used by the step; NaN where none was.
  public var meanReward = 0.0
  /// Norm of the gradient at the first inner step, before it is shortened.
  public var gradientNorm = 0.0
  /// Expected share of the dither in the squared norm of that gradient, given the completions drawn:
  /// exact; NaN where no law is known.
  public var noiseShare = 0.0
  /// Share of groups whose rewards are all equal before the dither.
  public var silentShareRaw = 0.0
  /// Share of groups whose rewards are all equal after the dither.
  public var silentShareDithered = 0.0
  /// Share of tokens whose ratio clip stops the gradient.
  public var clipShare = 0.0
  /// Groups used, of those the batch has room for.
  public var usedShare = 0.0
  /// The learning rate of the step.
  public var learningRate = 0.0
  /// Standard deviation of the dither, reward units.
  public var sigma = 0.0
  /// Steps since the last row whose gradient had a norm below 1e-6.
  public var vanishing = 0
  /// Steps since the last row whose gradient had a norm above ten times the running median.
  public var exploding = 0
  /// `norm(E g - grad V)` at the policy before the step, without clip and penalty: exact; NaN where no
  /// law is known.
  public var gradientDistance = 0.0
  /// Cosine between the same E g and grad V.
  public var gradientCosine = 0.0
  /// True once the run has left the finite numbers; the policy then stays as it is.
  public var hasDiverged = false
}

extension StepRecord {
  /// A row to be filled.
  package static let empty = StepRecord()
}
