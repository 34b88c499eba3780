import Analysis
import GRPO
import Policies
import Training

/// Which options change nothing beside the others, by the laws of the objective.
extension PolicyOptions {
  /// - Parameter prompts: those that the options describe.
  func refuseIdle(_ prompts: [Prompt], _ refusals: Refusals) throws {
    let isOnPolicy = prompts.allSatisfy { $0.oldLogits == nil || $0.oldLogits == $0.policy.logits }
    try refusals.refuse(
      "--clip-range", "--clip-form", "--dual-clip", "--ratio", when: isOnPolicy,
      because: "on policy every importance ratio is 1 (--old-logits makes it differ"
        + "\(Self.reach(prompts)))")
    let isOneToken = prompts.allSatisfy { $0.policy.length == 1 }
    try refusals.refuse(
      "--ratio", when: isOneToken,
      because: "a completion of one token has one ratio (--policy sequence has more)")
    try refuseIdleAggregation(isOneToken: prompts.allSatisfy { $0.policy.length == 1 }, refusals)
    try refuseIdleForm(try surrogate(), refusals)
    try refuseIdlePenalty(try surrogate(), refusals)
  }

  /// Which policies may be off policy, where these may not.
  private static func reach(_ prompts: [Prompt]) -> String {
    prompts.contains { $0.policy.isEnumerable }
      ? "" : ", where there are at most \(SequencePolicy.outcomeLimit) completions"
  }

  /// How the terms of several tokens are added up.
  func refuseIdleAggregation(isOneToken: Bool, _ refusals: Refusals) throws {
    try refusals.refuse(
      "--loss-aggregation", when: isOneToken,
      because: "a completion of one token has one term (--policy sequence has more)")
  }

  /// What a clip does outside of its range.
  func refuseIdleForm(_ surrogate: Surrogate, _ refusals: Refusals) throws {
    try refusals.refuse(
      "--clip-form", when: surrogate.clipRange == nil,
      because: "the ratio has no range (--clip-range gives one)")
  }

  /// The KL term of an objective.
  func refuseIdlePenalty(_ surrogate: Surrogate, _ refusals: Refusals) throws {
    try refusals.refuse(
      "--kl-estimator", "--reference-logits", when: surrogate.klCoefficient == 0,
      because: "the objective has no KL term (--kl-coefficient adds it)")
  }
}

extension AdvantageOptions {
  /// A clamp that no advantage reaches in groups of these sizes.
  func refuseIdleClamp(
    _ advantages: [AdvantageEstimator], sizes: [Int], _ refusals: Refusals
  ) throws {
    guard let clamp = estimator.clamp else { return }
    let largest =
      advantages.flatMap { advantage in
        var free = advantage
        free.clamp = nil
        return sizes.map { free.sup(groupSize: $0) ?? .infinity }
      }.max() ?? .infinity
    try refusals.refuse(
      "--clamp", when: largest <= clamp,
      because: "advantages stay within \(NumberText.short(largest)) without it")
  }
}

extension NoiseOptions {
  /// - Parameters:
  ///   - sigmas: every size asked for.
  ///   - advantages: every one asked for.
  func refuseIdle(
    _ dithers: [Dither], sigmas: [Double], _ advantages: [AdvantageEstimator], _ refusals: Refusals
  ) throws {
    let hasStudentT = dithers.contains { $0.family.law is StudentTNoise }
    try refusals.refuse(
      "--degrees-of-freedom", when: !hasStudentT,
      because: "only \(StudentTNoise.name) noise has them (--noise \(StudentTNoise.name))")
    let isSilent = dithers.allSatisfy { $0.family.isNone }
    try refusals.refuse(
      "--sigma", "--relative-radius", "--component-maxima",
      when: isSilent && (sigmas.contains { $0 > 0 } || componentMaxima != nil),
      because: "--noise none adds nothing")
    try place.refuseIdle(
      advantages, isSilent: isSilent || sigmas.allSatisfy { $0 == 0 }, refusals)
    try refusals.refuse(
      "--relative-radius", when: dithers.contains { $0.mode != .additive },
      because: "it is a radius on rewards, in the units of their components (--noise-mode additive)"
    )
    try refusals.refuse(
      "--component-maxima", when: componentMaxima?.values.count == 1 && relativeRadius == nil,
      because: "one component is the plain noise; --relative-radius takes its size from it")
  }
}

extension SettingOptions {
  /// - Parameter sweeps: those that the options describe.
  func refuseIdle(_ sweeps: [Sweep], _ refusals: Refusals) throws {
    guard let sweep = sweeps.first else { return }
    let isBatch = sweep.advantages.contains { $0.kind == .batchStandardized }
    try refusals.refuse(
      "--batch-groups", when: !isBatch,
      because: "no advantage looks at its batch (batch-standardized and trl-batch do)")
    try advantage.refuseIdleClamp(sweep.advantages, sizes: sweeps.map(\.groupSize), refusals)
    try noise.refuseIdle(sweep.dithers, sigmas: sweep.sigmas, sweep.advantages, refusals)
  }
}

extension TaskOptions {
  func refuseIdle(_ refusals: Refusals) throws {
    try network.refuseIdle(hasTask: task != nil, refusals)
  }
}

extension NetworkOptions {
  func refuseIdle(hasTask: Bool, _ refusals: Refusals) throws {
    try refusals.refuse(
      "--hidden", "--warm-pass-rate", when: !hasTask,
      because: "a table is learned, no network (--task learns one)")
  }
}

extension TrainingOptions {
  /// - Parameters:
  ///   - recipes: those that the options describe, without noise.
  ///   - noises: every noise they are trained with.
  func refuseIdle(_ recipes: [Recipe], _ noises: [RewardNoise], _ refusals: Refusals) throws {
    try task.refuseIdle(refusals)
    let dithers = try noise.dithers()
    try refusals.refuse(
      "--schedule", when: dithers.allSatisfy { $0.family.isNone },
      because: "--noise none adds nothing")
    try refusals.refuse(
      "--noise", "--schedule", "--degrees-of-freedom", "--component-maxima", when: noises.isEmpty,
      because: "no noise is added (--sigma above 0 adds it)")
    try noise.refuseIdle(dithers, sigmas: noises.map(\.sigma), recipes.map(\.advantage), refusals)
    try advantage.refuseIdleClamp(
      recipes.map(\.advantage), sizes: recipes.map(\.rollout.groupSize), refusals)
    guard let update = recipes.first?.update else { return }
    try task.policy.refuseIdlePenalty(update.surrogate, refusals)
    try refusals.refuse(
      "--ratio", "--clip-range", "--clip-form", "--dual-clip", when: update.innerSteps == 1,
      because: "every ratio is 1 in the first step on a batch (--inner-steps above 1)")
    try task.policy.refuseIdleForm(update.surrogate, refusals)
    try refusals.refuse(
      "--draws", when: recipes.allSatisfy { $0.rollout.filter == .none },
      because: "without a filter no group is drawn again (--filter refuses some)")
  }
}
