/// How the terms of tokens are added up over the completions of a group.
///
/// With terms `l_it` (ratio, clip, advantage, KL) of token t of completion i, which has T_i tokens,
/// and G completions in a group:
///
/// ```
/// sum            1/G sum_i sum_t l_it
/// sequence-mean  1/G sum_i 1/T_i sum_t l_it
/// token-mean     1/(sum_i T_i) sum_i sum_t l_it
/// ```
///
/// Where all completions have T tokens the last two are the first divided by T.
public enum LossAggregation: String, CaseIterable, Hashable, Sendable {
  /// Token terms are summed: the policy gradient itself. Dr. GRPO and verl's `seq-mean-token-sum-norm`
  /// divide it by a constant.
  case sum
  /// Each completion by its own length: GRPO, `loss_type="grpo"` of TRL, `seq-mean-token-mean` of verl.
  /// Tokens of short completions count more.
  case sequenceMean = "sequence-mean"
  /// All tokens of the group alike: DAPO, `"dapo"` and `"bnpo"` of TRL, `token-mean` of verl, which take
  /// all tokens of a batch. Groups of short completions count more.
  case tokenMean = "token-mean"
}
