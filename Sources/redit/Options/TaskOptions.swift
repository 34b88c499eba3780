import ArgumentParser
import Policies
import Training

/// What is learned: a table or a network.
struct TaskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A verifiable task learned by a small recurrent network with shared parameters: \
      \(AnyTrainingTask.taskNames.joined(separator: ", ")) (default: the table that the options below \
      describe).
      """, valueName: "name"), completion: .list(AnyTrainingTask.taskNames))
  var task: String?

  @OptionGroup var network: NetworkOptions
  @OptionGroup var policy: PolicyOptions
  @OptionGroup(title: "Grader") var channel: ChannelOptions

  /// The task, ready to run.
  func load(seed: UInt64) throws -> AnyTrainingTask {
    try channel.applied(to: plain(seed: seed))
  }

  private func plain(seed: UInt64) throws -> AnyTrainingTask {
    for (option, list) in [
      ("--old-logits", policy.oldLogits), ("--reference-logits", policy.referenceLogits),
    ] where list != nil {
      throw UsageError(
        "\(option): a run samples from the policy itself, its reference is the start")
    }
    if let task {
      try policy.refuseAny(besides: "--task")
      try Refusals().refuse(
        "--other-pass-rates", because: "--task has components of its own (--weights 1,1,1)")
      return try network.load(task, seed: seed, weights: policy.components.weights?.values)
    }
    if let rates = policy.passRate?.values {
      try policy.refuseInline(besides: "--pass-rate")
      return try usage("--pass-rate") { try Self.bandits(rates, policy.components) }
    }
    let prompts = try policy.loadPrompts()
    let name =
      policy.inlineName(prompts)
      ?? (prompts.count == 1 ? prompts[0].name : "\(prompts.count) prompts")
    return try usage(policy.source) { try AnyTrainingTask(name: name, prompts: prompts) }
  }

  /// One bandit prompt for each pass rate.
  static func bandits(
    _ rates: [Double], _ components: ComponentOptions? = nil
  ) throws -> AnyTrainingTask {
    let plain = try rates.map { try Prompt.withPassRate(name: "p = \($0)", passRate: $0) }
    let prompts = try components?.applied(to: plain) ?? plain
    let name =
      "pass rate" + (rates.count == 1 ? " " : "s ") + rates.map { "\($0)" }.joined(separator: ", ")
    return try AnyTrainingTask(name: name, prompts: prompts)
  }
}

extension PolicyOptions {
  /// What sets a bandit given by its arms apart; nil for any other policy.
  func inlineName(_ prompts: [Prompt]) -> String? {
    guard policyFile == nil, self.prompts == nil, policy == .bandit, let prompt = prompts.first,
      prompt.rewards.count <= 8
    else { return nil }
    return "bandit, " + BanditOptions.name(logits: prompt.policy.logits, rewards: prompt.rewards)
  }

  /// The option that prompts too many, too long or of too many kinds came by; nil where several describe one.
  fileprivate var source: String? {
    if prompts != nil { return "--prompts" }
    if policyFile != nil { return "--policy-file" }
    return policy == .sequence ? "--length" : nil
  }

  /// Refuses every option that describes a policy.
  func refuseAny(besides option: String) throws {
    if policyFile != nil { throw UsageError("--policy-file and \(option) exclude each other") }
    if passRate != nil { throw UsageError("--pass-rate and \(option) exclude each other") }
    if prompts != nil { throw UsageError("--prompts and \(option) exclude each other") }
    try refuseInline(besides: option)
  }
}
