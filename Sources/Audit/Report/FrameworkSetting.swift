/// Settings in the words of the systems, by the name of a preset up to its slash; nil where nothing is known.
enum FrameworkSetting {
  /// The systems of presets, each once, in their order.
  static func systems(_ presets: [String]) -> [String] {
    presets.reduce(into: []) { systems, preset in
      let system = String(preset.split(separator: "/")[0])
      if !systems.contains(system) { systems.append(system) }
    }
  }

  /// How the division by the group's deviation is turned off.
  static func withoutGroupDeviation(_ system: String) -> String? {
    switch system {
    case "trl": "TRL: scale_rewards=\"batch\""
    case "verl": "verl: algorithm.norm_adv_by_std_in_grpo=False"
    case "ms-swift": "ms-swift: --scale_rewards batch"
    case "openrlhf": "OpenRLHF: --algo.advantage.estimator dr_grpo"
    case "nemo-rl": "NeMo-RL: grpo.normalize_rewards=false"
    case "slime": "slime: --disable-grpo-std-normalization"
    default: nil
    }
  }

  /// How groups whose rewards are all the same are left out.
  static func filter(_ system: String) -> String? {
    switch system {
    case "trl", "trl-batch": "TRL: num_generations, it has no filter"
    case "verl": "verl: algorithm.filter_groups.enable=True algorithm.filter_groups.metric=acc"
    case "ms-swift": "ms-swift: --dynamic_sample true"
    case "openrlhf": "OpenRLHF: --algo.dynamic_filtering_enable"
    case "nemo-rl": "NeMo-RL: grpo.use_dynamic_sampling=true"
    case "slime":
      "slime: --dynamic-sampling-filter-path "
        + "slime.rollout.filter_hub.dynamic_sampling_filters.check_reward_nonzero_std"
    case "tinker-cookbook": "tinker-cookbook: remove_constant_reward_groups=True"
    default: nil
    }
  }

  /// How many completions a group has.
  static func groupSize(_ system: String, _ size: Int) -> String? {
    switch system {
    case "trl", "trl-batch": "TRL: num_generations=\(size)"
    case "verl": "verl: actor_rollout_ref.rollout.n=\(size)"
    case "ms-swift": "ms-swift: --num_generations \(size)"
    case "openrlhf": "OpenRLHF: --rollout.n_samples_per_prompt \(size)"
    case "nemo-rl": "NeMo-RL: grpo.num_generations_per_prompt=\(size)"
    default: nil
    }
  }
}
