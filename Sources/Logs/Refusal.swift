/// What is said of files that are no rollouts.
enum Refusal {
  /// What is said of a pickle.
  static let pickle = """
    a pickle can run code when it is opened and is not read; in Python, of slime and of SkyRL:
      [print(json.dumps({k: s[k] for k in ("group_index", "reward")})) for s in d["samples"]]
      [print(json.dumps({"group": g, "reward": r})) for g, r in zip(d["uids"], d["rewards"])]
    """

  /// What is said of the scalars of TensorBoard.
  static let events =
    "scalars of TensorBoard, metrics of whole steps\(caution); \(wanted)"

  /// What is said of a database.
  static let database =
    "a database, as trackio keeps one, is not read; \(wanted), or rows as .csv or .jsonl"

  private static let wanted =
    "the completions are wanted (TRL: log_completions=True writes completions/*.parquet)"

  /// What the only metric of silent groups does not tell.
  private static let caution =
    " (frac_reward_zero_std among them is 0 whatever happens where rewards are dithered, and of"
    + " whole batches under scale_rewards=batch)"

  /// Why keys are those of metrics; nil if they are not.
  ///
  /// - Parameter silent: values of `frac_reward_zero_std`, where they are known.
  static func metrics(_ names: [String], silent: [Double] = []) -> String? {
    if names.contains("log_history") {
      let mean = silent.reduce(0, +) / Double(max(1, silent.count))
      let said =
        silent.isEmpty
        ? ""
        : "; frac_reward_zero_std is \((1000 * mean).rounded() / 1000) on average of \(silent.count)"
      return
        "the state of a trainer, metrics of whole steps\(said)\(silent.isEmpty ? "" : caution);"
        + " \(wanted)"
    }
    let marks = [
      "frac_reward_zero_std", "reward_std", "grad_norm", "learning_rate", "loss", "_runtime",
    ]
    let found = marks.filter { mark in
      names.contains { $0 == mark || $0.hasSuffix("/\(mark)") || $0.hasSuffix("/\(mark)/mean") }
    }
    guard !found.isEmpty else { return nil }
    let warning = found.contains("frac_reward_zero_std") ? caution : ""
    return "metrics of whole steps, \(found.joined(separator: ", "))\(warning); \(wanted)"
  }
}
