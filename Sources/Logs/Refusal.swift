/// What is said of files that are no rollouts.
enum Refusal {
  /// What is said of a pickle.
  static let pickle = """
    a pickle can run code when it is opened and is not read; in Python, of slime and of SkyRL:
      [print(json.dumps({k: s[k] for k in ("group_index", "reward")})) for s in d["samples"]]
      [print(json.dumps({"group": g, "reward": r})) for g, r in zip(d["uids"], d["rewards"])]
    """

  /// Why keys are those of metrics; nil if they are not.
  static func metrics(_ names: [String]) -> String? {
    if names.contains("log_history") {
      return "the state of a trainer, metrics of whole steps; the completions are wanted"
        + " (TRL: log_completions=True writes completions/*.parquet)"
    }
    let marks = [
      "frac_reward_zero_std", "reward_std", "grad_norm", "learning_rate", "loss", "_runtime",
    ]
    let found = marks.filter { mark in
      names.contains { $0 == mark || $0.hasSuffix("/\(mark)") || $0.hasSuffix("/\(mark)/mean") }
    }
    guard !found.isEmpty else { return nil }
    return "metrics of whole steps (\(found.joined(separator: ", "))); the completions are wanted"
  }
}
