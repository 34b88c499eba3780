import GRPO

/// One thing to do, or to leave as it is.
public struct Advice: Hashable, Sendable {
  /// A sentence or two, with the number that speaks for it and its interval.
  public let text: String
  /// The setting in the words of the system; nil where there is none.
  public let setting: String?
  /// The claim that it rests on.
  public let claim: String
  /// Whether its direction holds for any run of this kind, or only as far as the numbers of this log go.
  public let isRobust: Bool
  /// How much of the signal to noise it is about, from 0 to 1: the order of the list.
  public let gain: Double

  /// All of it as people read it: text, setting, whether it is robust, claim.
  public var words: String {
    let end =
      isRobust ? "Robust" : "Not robust: where rewards nearly tie, noise may do the opposite"
    return text + (setting.map { " [\($0)]" } ?? "") + " \(end); claim \(claim)."
  }
}

extension AuditReport {
  /// What to change, in order of what it brings; at most five.
  public var advice: [Advice] {
    let changes = [silentAdvice, residueAdvice].compactMap(\.self)
    let others = [noiseAdvice, remedyAdvice, doubtAdvice].compactMap(\.self)
    let all = (changes + others).sorted { $0.gain > $1.gain }
    guard changes.isEmpty, noiseFound == nil else { return Array(all.prefix(5)) }
    let nothing = Advice(
      text:
        "Nothing to change: no noise, \(words(silentShare)) of groups silent, no residue of single "
        + "precision.",
      setting: nil, claim: "SilentGroups", isRobust: true, gain: 0)
    return [nothing] + all.prefix(4)
  }

  /// Standard deviation of the noise that the rewards already have; nil for none.
  public var noiseFound: Double? { reading.noiseFound }

  /// What this run's own advantage keeps.
  private var own: [ForecastEntry] {
    // Components that are divided one by one have no forecast: its first rows are another's.
    guard let name = forecast.first?.name, reading.rule?.aggregation == .summed else { return [] }
    return forecast.filter { $0.name == name }
  }

  /// The sigma that remedies are measured at: that of the noise found, the latest where it changes, else the usual
  /// one.
  private var sigma: Double { sigmaSchedule?.last.sigma ?? noiseFound ?? 0.05 }

  /// The entry whose sigma is closest to it.
  private func nearest(_ entries: [ForecastEntry]) -> ForecastEntry? {
    entries.min { abs($0.sigma - sigma) < abs($1.sigma - sigma) }
  }

  private func kept(_ isMeant: (ForecastEntry) -> Bool) -> Double? {
    nearest(forecast.filter(isMeant))?.kept?.value
  }

  /// The smallest distance of two rewards without noise; nil where they are no levels.
  private var gap: Double? {
    levels.flatMap { levels in zip(levels, levels.dropFirst()).map { $1 - $0 }.min() }
  }

  private func percent(_ share: Double) -> String { Percent.text(share) + "%" }

  private func words(_ estimate: ClusteredEstimate) -> String {
    guard let interval = estimate.interval else { return percent(estimate.value) }
    return
      "\(percent(estimate.value)) (\(percent(interval.lowerBound)) to \(percent(interval.upperBound)))"
  }

  /// `sigma 0.05`, and in gaps where the gap is not 1.
  private func size(_ sigma: Double) -> String {
    let share = gap.flatMap { $0 == 1 ? nil : ", \(Significant.text(sigma / $0)) of the gap" } ?? ""
    return "sigma \(Significant.text(sigma))" + share
  }

  /// Take the noise out, or leave it out.
  private var noiseAdvice: Advice? {
    let isBinary = levels.map { $0.count <= 2 } ?? false
    let isRobust = isBinary || reading.rule?.estimator.isLinear == true
    let entry = latestNoise ?? nearest(own)
    if noiseFound != nil {
      let cost =
        entry?.kept.map {
          "; at \(size(entry!.sigma)) this run keeps \(words($0)) of its signal to noise"
        } ?? ""
      let columns = reading.noise.sorted { $0.key < $1.key }
        .compactMap { _, noise -> String? in
          if case .logged(let column, _) = noise { column } else { nil }
        }
      return Advice(
        text: "Take the noise out of the rewards: \(noiseSize)\(cost).",
        setting: columns.isEmpty ? nil : "train on \(columns.joined(separator: ", "))",
        claim: "DistinctCompletions", isRobust: isRobust, gain: 1 - (entry?.kept?.value ?? 0.5))
    }
    guard let entry, let kept = entry.kept else { return nil }
    // With more than two levels it is the squared correlation with the gradient without noise, and no bound.
    let limit = isRobust ? ", and never more than all of it" : ""
    return Advice(
      text:
        "Do not dither: at \(size(entry.sigma)) this run would keep \(words(kept)) of its signal to "
        + "noise\(limit).",
      setting: nil, claim: "DistinctCompletions", isRobust: isRobust,
      gain: max(1 - kept.value, 0.01))
  }

  /// Sigma of every noisy column with its interval.
  private var noiseSize: String {
    if let sigmaSchedule { return "\(sigmaSchedule.last.text), \(sigmaSchedule.first.text)" }
    let parts = reading.noise.sorted { $0.key < $1.key }.compactMap { _, noise -> String? in
      let (sigma, low, high): (Double, Double, Double)
      switch noise {
      case .found(let fit), .logged(_, let fit):
        (sigma, low, high) = (fit.sigma, fit.interval.lowerBound, fit.interval.upperBound)
      case .addedAfterLogging(let found, let margin, _):
        (sigma, low, high) = (found, found - margin, found + margin)
      case .none, .shaping, .undecided: return nil
      }
      return
        "sigma \(Significant.text(sigma)) (\(Significant.text(low)) to \(Significant.text(high)))"
    }
    return parts.joined(separator: " and ")
  }

  /// Silent groups teach nothing.
  private var silentAdvice: Advice? {
    guard silentShare.value >= 0.05 else { return nil }
    let ends =
      if let allWrong, let allRight, allWrong + allRight > 0 {
        ": \(allWrong) all wrong, \(allRight) all right"
      } else { "" }
    let prompts =
      if let allWrong, let allRight, allWrong != allRight {
        allRight > allWrong ? "harder prompts" : "easier prompts"
      } else { "other prompts" }
    let usual = groupSizes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    let twice = silentShares?.first { $0.groupSize == 2 * usual }
    let completions =
      twice.map { "\($0.groupSize) completions for each (\(percent($0.share)) silent)" }
      ?? "more completions for each"
    let filter =
      noiseFound == nil
      ? "and drop silent groups before their gradient is computed"
      : "and drop silent groups by the raw reward: by the dithered one no group ever is"
    return Advice(
      text:
        "\(silent) of \(groups) groups, \(words(silentShare)), taught nothing\(ends). Draw \(prompts), or "
        + "\(completions), \(filter).",
      setting: setting(FrameworkSetting.filter), claim: "DynamicSampling", isRobust: true,
      gain: silentShare.value * 0.5)
  }

  /// Advantages that rounding made.
  private var residueAdvice: Advice? {
    guard residueGroups > 0, noiseFound == nil else { return nil }
    let share = silentEnergyShare.map { ", \(percent($0)) of the energy" } ?? ""
    return Advice(
      text:
        "\(residueGroups) silent groups have advantages up to \(Significant.text(largestResidue))\(share), "
        + "made by single precision: a stabilizer of 1e-4 or more, or no groups with max - min below 1e-6.",
      setting: nil, claim: "SilentGroups", isRobust: true,
      gain: max(0.02, silentEnergyShare ?? 0))
  }

  /// What helps a run that wants to dither.
  private var remedyAdvice: Advice? {
    guard let rule = reading.rule, rule.estimator.kind.dividesByDeviation,
      rule.estimator.kind != .batchStandardized, let entry = nearest(own),
      let plain = entry.kept?.value
    else { return nil }
    let ways = [
      ("drop silent groups by the raw reward first", kept(\.dropsSilent)),
      ("divide by the batch's deviation", kept { $0.name == "trl-batch" }),
      ("do not divide at all", kept { $0.name == "dr-grpo, rloo" }),
      // Weakens groups with few right or few wrong by s / (s + eps), which filtering does not.
      (
        "set the stabilizer to 0.1",
        rule.estimator.stabilizer < 0.1 ? kept { $0.name.hasSuffix("eps 0.1") } : nil
      ),
    ].compactMap { way, kept in kept.flatMap { $0 > plain + 0.02 ? (way, $0) : nil } }
    guard let best = ways.map(\.1).max() else { return nil }
    let list = ways.sorted { $0.1 > $1.1 }.prefix(3).map { "\($0.0) (\(percent($0.1)))" }
    let limit = gap.map { "; sigma at most \(Significant.text(0.05 * $0)), .05 of the gap" } ?? ""
    return Advice(
      text: "If you must dither: " + list.joined(separator: ", or ")
        + " in place of \(percent(plain)) kept at \(size(entry.sigma))\(limit), and log the raw reward too.",
      setting: setting(FrameworkSetting.withoutGroupDeviation), claim: "SilentGroups",
      isRobust: true, gain: (best - plain) * 0.5)
  }

  /// Too little to go by.
  private var doubtAdvice: Advice? {
    if prompts < ClusteredEstimate.fewestClusters {
      return Advice(
        text: "Log more: \(prompts) prompts are too few for an interval, which takes "
          + "\(ClusteredEstimate.fewestClusters).",
        setting: nil, claim: "DistinctCompletions", isRobust: true, gain: 0.005)
    }
    guard let interval = nearest(own)?.kept?.interval else { return nil }
    let width = interval.upperBound - interval.lowerBound
    guard width > Self.widest else { return nil }
    // Intervals of clusters shrink with the root of their number.
    let enough = (Double(prompts) * (width / Self.widest) * (width / Self.widest)).rounded(.up)
    return Advice(
      text:
        "Log more before you trust the size of these numbers: \(prompts) prompts leave what is kept open "
        + "from \(percent(interval.lowerBound)) to \(percent(interval.upperBound)), some \(Int(enough)) would "
        + "leave 20 points.",
      setting: nil, claim: "DistinctCompletions", isRobust: true, gain: 0.005)
  }

  /// An interval wider than this tells the direction and little of the size.
  private static let widest = 0.2

  /// The words of every system that the advantage may be of.
  private func setting(_ words: (String) -> String?) -> String? {
    var systems: [String] = []
    for preset in reading.presets {
      let system = String(preset.name.split(separator: "/")[0])
      if !systems.contains(system) { systems.append(system) }
    }
    let found = systems.compactMap(words).prefix(3)
    return found.isEmpty ? nil : found.joined(separator: "; ")
  }
}

/// Settings in the words of the systems, by the name of a preset up to its slash; nil where nothing is known.
enum FrameworkSetting {
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
}
