import Policies

/// The policy of a trainer seen over all completions of all prompts: nothing is sampled.
public struct Evaluation: Hashable, Sendable {
  /// V, the expected raw reward, mean over prompts by their weights, as all of these.
  public var value = 0.0
  /// Entropy of a completion in nats, mean over prompts.
  public var entropy = 0.0
  /// `KL(pi || reference)` of a completion in nats, mean over prompts; the reference is the policy at
  /// the start of the run.
  public var divergence = 0.0
}
