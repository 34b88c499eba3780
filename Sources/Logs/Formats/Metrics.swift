/// Logs that hold no completions.
enum Metrics {
  /// Why keys are those of metrics; nil if they are not.
  static func refusal(_ names: [String]) -> String? {
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
