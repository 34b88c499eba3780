/// What the importance ratio is taken over.
public enum RatioLevel: String, CaseIterable, Hashable, Sendable {
  /// One ratio per token (PPO, GRPO).
  case token
  /// One ratio per completion, the product over its tokens: the plain ratio.
  case sequence
  /// One ratio per completion, the geometric mean over its T tokens, `exp((1/T) sum_t log rho_t)`
  /// (GSPO, arXiv:2507.18071; `importance_sampling_level="sequence"` of TRL, `gspo` of verl).
  case gspo
}
