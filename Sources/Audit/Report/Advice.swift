import GRPO

/// One thing to do, or to leave as it is.
public struct Advice: Hashable, Sendable {
  /// A sentence or two, with the number that speaks for it.
  public let text: String
  /// The setting in the words of the system; nil where there is none.
  public let setting: String?
  /// The claim that it rests on.
  public let claim: String
  /// Whether it holds for any run of this kind, or only as far as the numbers of this log go.
  public let isRobust: Bool
  /// How much of the signal to noise it is about, from 0 to 1: the order of the list.
  public let gain: Double
}

extension AuditReport {
  /// What to change, in order of what it brings; at most five.
  public var advice: [Advice] {
    let all = [noiseAdvice, silentAdvice, residueAdvice, remedyAdvice, doubtAdvice]
    let found = all.compactMap(\.self).sorted { $0.gain > $1.gain }
    guard found.isEmpty else { return Array(found.prefix(5)) }
    return [
      Advice(
        text: "Nothing to change: no noise, few silent groups, no residue of single precision.",
        setting: nil, claim: "SilentGroups", isRobust: true, gain: 0)
    ]
  }

  /// Standard deviation of the noise that the rewards already have; nil for none.
  public var noiseFound: Double? { reading.noiseFound }

  private var own: [ForecastEntry] {
    guard let name = forecast.first?.name, reading.rule != nil else { return [] }
    return forecast.filter { $0.name == name }
  }

  private func percent(_ share: Double) -> String { Percent.text(share) + "%" }

  private func words(_ estimate: ClusteredEstimate) -> String {
    guard let interval = estimate.interval else { return percent(estimate.value) }
    return
      "\(percent(estimate.value)) (\(percent(interval.lowerBound)) to \(percent(interval.upperBound)))"
  }

  /// Take the noise out, or leave it out.
  private var noiseAdvice: Advice? {
    let isBinary = levels.map { $0.count <= 2 } ?? false
    let isRobust = isBinary || reading.rule?.estimator.isLinear == true
    if let sigma = noiseFound {
      let entry = own.min { abs($0.sigma - sigma) < abs($1.sigma - sigma) }
      let cost = entry?.kept.map { "this run keeps \(words($0)) of its signal to noise under it" }
      return Advice(
        text: "Take the noise out of the rewards" + (cost.map { ": \($0)." } ?? "."), setting: nil,
        claim: "DistinctCompletions", isRobust: isRobust,
        gain: 1 - (entry?.kept?.value ?? 0.5))
    }
    guard let entry = own.min(by: { abs($0.sigma - 0.05) < abs($1.sigma - 0.05) }),
      let kept = entry.kept
    else { return nil }
    // With more than two levels it is the squared correlation with the gradient without noise, and no bound.
    let limit = isRobust ? ", and never more than all of it" : ""
    return Advice(
      text:
        "Do not dither: at sigma \(entry.sigma) this run would keep \(words(kept)) of its signal to "
        + "noise\(limit).",
      setting: nil, claim: "DistinctCompletions", isRobust: isRobust,
      gain: max(1 - kept.value, 0.01))
  }

  /// Silent groups teach nothing.
  private var silentAdvice: Advice? {
    guard silentShare.value >= 0.05 else { return nil }
    let ends =
      if let allWrong, let allRight, allWrong + allRight > 0 {
        " (\(allWrong) all wrong, \(allRight) all right)"
      } else { "" }
    let prompts =
      if let allWrong, let allRight, allWrong != allRight {
        allRight > allWrong ? "harder prompts" : "easier prompts"
      } else { "other prompts" }
    return Advice(
      text:
        "\(silent) of \(groups) groups taught nothing\(ends): draw \(prompts), or more completions for "
        + "each, and drop silent groups by the rewards before any noise.",
      setting: noiseFound == nil
        ? nil : "filter on the raw reward: on the dithered one it never acts",
      claim: "DynamicSampling", isRobust: true, gain: silentShare.value * 0.5)
  }

  /// Advantages that rounding made.
  private var residueAdvice: Advice? {
    guard residueGroups > 0, noiseFound == nil else { return nil }
    let size = (1000 * largestResidue).rounded() / 1000
    return Advice(
      text:
        "\(residueGroups) silent groups have advantages up to \(size), made by single precision: a "
        + "stabilizer of 1e-4 or more, or no groups with max - min below 1e-6.",
      setting: nil, claim: "SilentGroups", isRobust: true,
      gain: max(0.02, silentEnergyShare ?? 0))
  }

  /// What helps a run that wants to dither.
  private var remedyAdvice: Advice? {
    guard let name = forecast.first?.name, let rule = reading.rule, !rule.estimator.isLinear else {
      return nil
    }
    let plain = own.first { $0.sigma == 0.05 }?.kept?.value
    let dropped = forecast.first { $0.dropsSilent && $0.sigma == 0.05 }?.kept?.value
    let batch = forecast.first { $0.name == "trl-batch" && $0.sigma == 0.05 }?.kept?.value
    guard let plain, let best = [dropped, batch].compactMap(\.self).max(), best > plain + 0.02
    else {
      return nil
    }
    var ways: [String] = []
    if let dropped {
      ways.append("drop silent groups by the raw reward first (keeps \(percent(dropped)))")
    }
    if let batch { ways.append("divide by the batch's deviation (\(percent(batch)))") }
    let preset = reading.presets.first?.name ?? name
    return Advice(
      text: "If you must dither: " + ways.joined(separator: ", or ")
        + "; sigma at most .05 of the gap of the rewards, and log the raw reward too.",
      setting: FrameworkSetting.withoutGroupDeviation(preset), claim: "SilentGroups",
      isRobust: true, gain: (best - plain) * 0.5)
  }

  /// Too little to go by.
  private var doubtAdvice: Advice? {
    let kept = own.first { $0.sigma == 0.05 }?.kept
    if prompts < ClusteredEstimate.fewestClusters {
      return Advice(
        text: "Log more: \(prompts) prompts are too few for an interval.", setting: nil,
        claim: "DistinctCompletions", isRobust: true, gain: 0.005)
    }
    guard let interval = kept?.interval, interval.upperBound - interval.lowerBound > 0.4 else {
      return nil
    }
    return Advice(
      text:
        "Log more before you trust the size of these numbers: \(prompts) prompts leave wide intervals.",
      setting: nil, claim: "DistinctCompletions", isRobust: true, gain: 0.005)
  }
}

/// Settings in the words of the systems.
enum FrameworkSetting {
  /// How the division by the group's deviation is turned off; nil where nothing is known.
  static func withoutGroupDeviation(_ preset: String) -> String? {
    switch preset.split(separator: "/")[0] {
    case "trl": "TRL: scale_rewards=\"batch\""
    case "verl": "verl: algorithm.norm_adv_by_std_in_grpo=False"
    case "ms-swift": "ms-swift: --scale_rewards batch"
    case "openrlhf": "OpenRLHF: --advantage_estimator dr_grpo"
    case "nemo-rl": "NeMo-RL: grpo.normalize_rewards=false"
    default: nil
    }
  }
}
