extension FormatEntry {
  /// All systems; the first that fits counts.
  static let all = [
    roll, msSwift, nemoRL, verlV1, verl, openInstruct, areal, tinker, primeRL, trl, neutral,
  ]

  /// TRL 1.16; logs of 2025 have `reward` and `reward_<function>`, and no advantage.
  static let trl = FormatEntry(
    format: .trl, keys: ["prompt", "completion"], prompt: ["prompt"], completion: ["completion"],
    advantage: ["advantage"], rewards: .behindCompletion, grouping: .blocks,
    fits: { fields in
      fields.kind("group") == nil
        && (fields.isOrdered("completion", "advantage")
          || fields.contains {
            $0.name.hasPrefix("reward") && fields.isOrdered("completion", $0.name)
          })
    })

  static let msSwift = FormatEntry(
    format: .msSwift, keys: ["prompt", "completion"], step: ["step", "gen_step", "global_step"],
    prompt: ["prompt"], completion: ["completion"], advantage: ["advantages"],
    rewards: .behindCompletion, grouping: .blocks, isColumnar: true,
    fits: { fields in
      fields.kind("completion") == .list && fields.contains { $0.kind == .numbers }
    })

  static let roll = FormatEntry(
    format: .roll, keys: ["prompt", "responses", "scores"], step: ["global_step", "step"],
    prompt: ["prompt"], completion: ["responses"], rewards: .named(["scores"]),
    grouping: .prompt, isColumnar: true, fits: { $0.kind("scores") == .numbers })

  /// The prompt is not logged apart; `content` is prompt and completion.
  static let nemoRL = FormatEntry(
    format: .nemoRL, keys: ["rewards"], completion: ["content"], advantage: ["advantages"],
    rewards: .named(["rewards", "filtered_rewards"]), grouping: .blocks,
    fits: { fields in
      fields.kind("rewards") == .numbers
        && fields.contains {
          ["content", "token_loss_mask", "generation_logprobs"].contains($0.name)
        }
    })

  /// What verl logs beside the score that is no reward.
  private static let verlNames = ["gts", "uid", "request_id", "ground_truth", "index", "idx"]

  static let verl = FormatEntry(
    format: .verl, keys: ["input", "output", "score"], group: ["uid"], prompt: ["input"],
    completion: ["output"], rewards: .namedAndNumeric("score", but: verlNames))

  /// `uid` is `{sample}_{rollout}_{output}`: the sample is the group, several outputs are one
  /// completion.
  static let verlV1 = FormatEntry(
    format: .verlV1, keys: ["input", "output", "score", "uid"], group: ["uid"],
    prompt: ["input"], completion: ["output"],
    rewards: .namedAndNumeric("score", but: verlNames),
    fits: { fields in
      let parts = fields.first { $0.name == "uid" }?.example.split(separator: "_") ?? []
      return parts.count >= 3 && parts.suffix(2).allSatisfy { Int($0) != nil }
    })

  static let openInstruct = FormatEntry(
    format: .openInstruct, keys: ["prompt_idx", "reward"], group: ["prompt_idx"],
    prompt: ["prompt"], completion: ["response"], advantage: ["advantage"],
    rewards: .named(["reward"]))

  /// The step is the version that the last token was drawn with.
  static let areal = FormatEntry(
    format: .areal, keys: ["task_id", "reward", "tail_version"], step: ["tail_version"],
    group: ["task_id"], prompt: ["prompt"], completion: ["completion"],
    rewards: .named(["reward"]))

  static let tinker = FormatEntry(
    format: .tinker, keys: ["group_idx", "total_reward"], step: ["iteration"],
    group: ["group_idx"], rewards: .named(["total_reward", "final_reward"]))

  static let primeRL = FormatEntry(
    format: .primeRL, keys: ["problem_id", "sample_id", "reward"], group: ["problem_id"],
    prompt: ["prompt"], completion: ["completion"], advantage: ["advantage"],
    rewards: .named(["reward"]))

  static let neutral = FormatEntry(
    format: .neutral, keys: [], step: ["step", "global_step", "iteration", "iter"],
    group: ["group", "group_id", "group_index", "uid"], sample: ["sample"],
    prompt: ["prompt", "input"],
    completion: ["completion", "response", "output"],
    advantage: ["advantage", "advantages", "adv"],
    rewards: .named(["reward", "score", "raw_reward"]),
    fits: { fields in
      // Text in such a column is an error, which reading shows with its line.
      func isNumber(_ name: String) -> Bool {
        let kind = fields.kind(name)
        return kind != nil && kind != .object && kind != .list
      }
      let keys = ["group", "group_id", "group_index", "uid", "prompt", "input"]
      let hasGroups = keys.contains { fields.kind($0) != nil }
      return isNumber("reward") && (hasGroups || fields.kind("step") != nil)
        || isNumber("score") && hasGroups
    })
}
