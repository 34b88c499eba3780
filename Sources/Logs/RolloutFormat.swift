/// A system that logs rollouts, known by the keys of its records.
public enum RolloutFormat: String, Sendable, Hashable, CaseIterable {
  /// TRL and Unsloth, `completions/completions_00001.parquet`: blocks of rows, a column a reward
  /// function.
  case trl
  /// ms-swift, `completions.jsonl`: an object of lists a log event.
  case msSwift = "ms-swift"
  /// verl, `{step}.jsonl`, groups by the text of `input`.
  case verl
  /// verl from version 1, where `uid` is sample, rollout and output.
  case verlV1 = "verl-v1"
  /// open-instruct, `{run}_rollouts_{shard}.jsonl`.
  case openInstruct = "open-instruct"
  /// NeMo-RL, `train_data_step{N}.jsonl`: fields are lists of one element.
  case nemoRL = "nemo-rl"
  /// AReaL, `{version}/{task_id}.jsonl`.
  case areal
  /// tinker-cookbook, `iteration_000007/train_rollout_summaries.jsonl`.
  case tinker = "tinker-cookbook"
  /// ROLL, `rollout_dump_data.step_{n}.jsonl`: one object of lists a file.
  case roll
  /// prime-rl, the parquet of its platform.
  case primeRL = "prime-rl"
  /// A table of Weights & Biases, `*.table.json`, as TRL logs it.
  case wandb
  /// Anybody's rows: step, group, sample, reward, advantage, raw_reward.
  case neutral

  /// The name for people.
  public var name: String {
    switch self {
    case .trl: "TRL"
    case .msSwift: "ms-swift"
    case .verl: "verl"
    case .verlV1: "verl v1"
    case .openInstruct: "open-instruct"
    case .nemoRL: "NeMo-RL"
    case .areal: "AReaL"
    case .tinker: "tinker-cookbook"
    case .roll: "ROLL"
    case .primeRL: "prime-rl"
    case .wandb: "wandb table"
    case .neutral: "neutral"
    }
  }
}
