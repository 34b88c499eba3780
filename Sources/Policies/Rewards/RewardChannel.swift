/// What a grader makes of the true rewards before advantages are computed from them.
///
/// Given the true reward of a completion, the observed one is drawn from finitely many, independently of
/// everything else:
///
/// ```
/// r  ->  r_obs  with the probabilities P(r_obs | r)
/// ```
///
/// The policy is judged by the true rewards, V = E r, and moved by the observed ones.
public enum RewardChannel: Hashable, Sendable {
  /// A verifier of right and wrong that errs.
  case verifier(ErringVerifier)
  /// A grader with steps.
  case quantizer(RewardQuantizer)

  /// What may be seen of a true reward: distinct rewards in increasing order, whose probabilities are
  /// positive and sum to 1 up to rounding.
  ///
  /// - Throws: `PolicyError` for a reward that the grader does not know: a verifier knows 0 and 1; a
  ///   quantizer those within 2^50 steps of 0.
  public func observations(of reward: Double) throws(PolicyError) -> [RewardObservation] {
    switch self {
    case .verifier(let verifier): try verifier.observations(of: reward)
    case .quantizer(let quantizer): try quantizer.observations(of: reward)
    }
  }

  /// One word for it: `verifier` or `quantizer`.
  public var name: String {
    switch self {
    case .verifier: "verifier"
    case .quantizer: "quantizer"
    }
  }

  /// In words: `verifier with false positives 0.1 and false negatives 0.2`.
  public var text: String {
    switch self {
    case .verifier(let verifier): verifier.text
    case .quantizer(let quantizer): quantizer.text
    }
  }
}
