import ArgumentParser
import Platform
import GRPO
import Analysis
import Policies

/// Which policy, which rewards, which objective.
struct PolicyOptions: ParsableArguments {
  @Option(help: "Of one token, or autoregressive softmax.")
  var policy: PolicyKind = .bandit

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Logits of the policy. Bandit: one per arm. Sequence: V for the first position, then V rows \
      of V for each later one. Without: all 0; without --rewards too the bandit -1,0.3,0.1,-0.4,0.8.
      """, valueName: "x,x,..."))
  var logits: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Reward of each arm (default 1,0,0,1,0), or of each sequence; 1/1,0/1,0/0 for rewards of several       components.
      """, valueName: "x,x,..."))
  var rewards: RewardList?

  @OptionGroup var components: ComponentOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Sequence: number of tokens V.", valueName: "V"))
  var vocabulary: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Sequence: tokens per completion.", valueName: "T"))
  var length: Int?

  @Flag(help: "Sequence: the last token, V - 1, ends a completion; T tokens are the most it has.")
  var endToken = false

  @Option(
    help: ArgumentHelp(
      "Sequence: reward rule: \(RewardRule.names.joined(separator: ", ")).", valueName: "name"),
    completion: .list(RewardRule.names))
  var reward: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Sequence: tokens of the target.", valueName: "n,n,..."))
  var target: IndexList?

  @Option(
    help: ArgumentHelp("A policy or a set of weighted prompts, as JSON.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var policyFile: String?

  @OptionGroup var table: PromptTableOptions

  /// The file of the prompt set.
  var prompts: String? { table.prompts }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Binary prompts of these pass rates: a list .05,.3,.9, a range .1:.9:9 or log:1e-3:1:25.
      """, valueName: "list"),
    transform: PassRateGrid.init)
  var passRate: PassRateGrid?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Logits of the sampling policy (default: the current ones, ratio 1).", valueName: "x,x,..."))
  var oldLogits: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Logits of the reference policy of the KL term.", valueName: "x,x,..."))
  var referenceLogits: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Clip the importance ratio to [1-low, 1+high]; one number for both, inf for an open side.",
      valueName: "low,high"))
  var clipRange: EndList?

  @Option(
    help: ArgumentHelp(
      """
      Of --clip-range: ppo (default), min(rho A, clip(rho) A); cispo, the weight clip(rho) for either sign \
      of A (with --clip-range inf,1 truncated weights min(rho, 2)); mask, no gradient outside of the range.
      """, valueName: "form"))
  var clipForm: ClipForm?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "No gradient of A < 0 where the ratio is above c, as in verl (c = 3).", valueName: "c"))
  var dualClip: Double?

  @Option(
    help: "What the importance ratio is taken over; gspo: its geometric mean over the tokens.")
  var ratio: RatioLevel = .token

  @Option(
    help: ArgumentHelp(
      """
      How token terms are added up: their sum over a completion, divided by its length (sequence-mean: \
      GRPO), or over a group, divided by all its tokens (token-mean: DAPO, verl).
      """))
  var lossAggregation: LossAggregation = .sum

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Weight of the KL term (default 0).", valueName: "beta"))
  var klCoefficient: Double?

  @Option(help: "Estimator of the KL term.")
  var klEstimator: KLEstimator = .k3

  enum PolicyKind: String, CaseIterable { case bandit, sequence }

  /// The prompts as problems of the chosen objective.
  func problemSet() throws -> ProblemSet { try problemSet(of: loadPrompts()) }

  /// These prompts as problems of the chosen objective.
  ///
  /// - Parameter channel: what a grader makes of their rewards; nil for nothing.
  func problemSet(of prompts: [Prompt], seenThrough channel: RewardChannel? = nil) throws
    -> ProblemSet
  {
    let surrogate = try self.surrogate()
    if let klCoefficient, klCoefficient > 0,
      let prompt = prompts.first(where: { $0.referenceLogits == nil })
    {
      throw UsageError(
        "--kl-coefficient \(klCoefficient): prompt \(prompt.name) has no reference logits")
    }
    try refuseWeights(prompts)
    let set = try usage(nil) { try ProblemSet(prompts, surrogate: surrogate) }
    guard let channel else { return set }
    return try usage(channel.option) { try set.observed(through: channel) }
  }

  /// Weights by the length of a completion, where completions are too many to number them.
  private func refuseWeights(_ prompts: [Prompt]) throws {
    guard lossAggregation != .sum,
      let prompt = prompts.first(where: { !$0.policy.isEnumerable && $0.policy.endToken != nil })
    else { return }
    throw UsageError(
      "--loss-aggregation \(lossAggregation.rawValue): completions of different length have weights of "
        + "their own, and prompt \(prompt.name) has more than \(SequencePolicy.outcomeLimit) (sum goes)"
    )
  }

  /// The objective of one completion.
  func surrogate() throws -> Surrogate {
    let range = try clipRange.map { list in
      guard (1...2).contains(list.values.count) else {
        throw UsageError("--clip-range: one or two numbers, got \(list.values.count)")
      }
      return try usage("--clip-range") {
        try ClipRange(low: list.values[0], high: list.values[list.values.count - 1])
      }
    }
    if let dualClip, let clipForm, clipForm != .ppo {
      throw UsageError(
        "--dual-clip \(NumberText.short(dualClip)): --clip-form \(clipForm.rawValue) has none, ppo has"
      )
    }
    _ = try usage("--dual-clip") { try Surrogate(dualClip: dualClip) }
    return try usage("--kl-coefficient") {
      try Surrogate(
        clipRange: range, clipForm: clipForm ?? .ppo, dualClip: dualClip, ratioLevel: ratio,
        lossAggregation: lossAggregation,
        klCoefficient: klCoefficient ?? 0, klEstimator: klEstimator)
    }
  }

  /// The prompts asked for.
  func loadPrompts() throws -> [Prompt] { try loadPrompts(loadTable()) }

  /// The table of `--prompts`, if it is asked for.
  func loadTable() throws -> PromptTable? {
    let sources = [
      ("--prompts", prompts != nil), ("--policy-file", policyFile != nil),
      ("--pass-rate", passRate != nil),
    ].filter(\.1).map(\.0)
    guard sources.count < 2 else {
      throw UsageError("\(sources[0]) and \(sources[1]) exclude each other")
    }
    if prompts != nil { try refuseInline(besides: "--prompts") }
    return try table.load()
  }

  /// The prompts asked for, those of `--prompts` being in a table that is loaded.
  func loadPrompts(_ loaded: PromptTable?) throws -> [Prompt] {
    try components.applied(to: plainPrompts(loaded))
  }

  /// As they were given.
  private func plainPrompts(_ loaded: PromptTable?) throws -> [Prompt] {
    if let policyFile {
      try refuseInline(besides: "--policy-file")
      return try PromptFiles.document(at: policyFile)
    }
    if let loaded { return try loaded.prompts() }
    if let passRate {
      try refuseInline(besides: "--pass-rate")
      return try passRate.values.map { try Prompt.withPassRate(name: "p=\($0)", passRate: $0) }
    }
    do {
      return [try entry().prompt(defaultName: policy.rawValue)]
    } catch .document(_, let field, let reason) {
      throw UsageError("--\(field.replacing("_", with: "-")): \(reason)")
    } catch {
      throw UsageError("\(error)")
    }
  }

  /// Refuses options that describe one policy.
  func refuseInline(besides option: String) throws {
    let inline: [(String, Bool)] = [
      ("--logits", logits != nil), ("--rewards", rewards != nil),
      ("--vocabulary", vocabulary != nil), ("--length", length != nil),
      ("--end-token", endToken), ("--reward", reward != nil), ("--target", target != nil),
      ("--old-logits", oldLogits != nil), ("--reference-logits", referenceLogits != nil),
    ]
    try Refusals().refuse("--policy", because: "\(option) brings its own")
    if let clash = inline.first(where: \.1) {
      throw UsageError("\(clash.0) and \(option) exclude each other")
    }
  }

  /// A bandit given by its rewards alone chooses its arms with equal probability.
  private var uniformLogits: [Double]? {
    policy == .bandit ? rewards?.rows.map { _ in 0 } : nil
  }

  private func entry() -> PromptEntry {
    let isExample = policy == .bandit && logits == nil && rewards == nil
    return PromptEntry(
      policy: policy.rawValue, vocabulary: vocabulary, length: length,
      hasEndToken: endToken ? true : nil,
      logits: isExample ? [-1, 0.3, 0.1, -0.4, 0.8] : logits?.values ?? uniformLogits,
      rewards: isExample ? [1, 0, 0, 1, 0] : rewards?.values,
      rewardComponents: rewards?.components, reward: reward?.lowercased(), target: target?.values,
      oldLogits: oldLogits?.values,
      referenceLogits: referenceLogits?.values)
  }
}
