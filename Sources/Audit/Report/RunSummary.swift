import GRPO

/// What advice rests on, of a log or of pass rates.
struct RunSummary {
  /// Silent groups, in words and numbers.
  struct Silence {
    /// Their share of all groups.
    let share: ClusteredEstimate
    /// `22 of 64 groups, 34% (18% to 50%), taught nothing: 8 all wrong, 14 all right`.
    let text: String
    /// All wrong and all right, of the silent groups; nil where rewards are no levels.
    let ends: (wrong: Double, right: Double)?
    /// Completions of a larger group and its share of silent ones; nil where pass rates do not tell.
    let larger: (size: Int, share: Double)?
  }

  /// Noise that the rewards already have.
  struct Noise {
    /// Its standard deviation, the latest where it changes, units of reward.
    let sigma: Double
    /// `sigma 0.05 (0.045 to 0.055)`.
    let text: String
    /// What it does under the run's own advantage; nil where that is forecast for other sigmas only.
    let entry: ForecastEntry?
    /// Columns that hold the rewards without it.
    let rawColumns: [String]
  }

  /// Advantages that rounding made in silent groups.
  struct Residue {
    let groups: Int
    let largest: Double
    /// Of the energy of the advantages.
    let energyShare: Double?
  }

  let forecast: [ForecastEntry]
  /// The run's own advantage, which the forecast begins with; nil where it is unknown, or of components that are divided
  /// one by one.
  let estimator: AdvantageEstimator?
  /// Presets that it may be of.
  let presets: [String]
  /// The smallest distance of two rewards without noise; nil where they are no levels.
  let gap: Double?
  /// Two rewards that differ by less than a twentieth of the range of all; nil for none.
  var nearTie: (low: Double, high: Double)?
  /// Whether rewards are of at most two levels.
  let isBinary: Bool
  /// nil for none.
  let noise: Noise?
  /// Whether rewards may have noise that nothing tells.
  var mayHaveNoise = false
  /// The noise that a run without any is advised on.
  var plannedSigma = 0.05
  let silence: Silence
  /// Whether such groups are dropped already.
  var dropsSilent = false
  let residue: Residue?
  /// What intervals rest on.
  let prompts: Int
  /// How more is to be had: `Log more`.
  let more: String
}

extension RunSummary {
  /// What to change, in order of what it brings; at most five.
  ///
  /// - Parameter others: changes that are to be named besides.
  func advice(with others: [Advice] = []) -> [Advice] {
    let changes = [silentAdvice, residueAdvice, tieAdvice].compactMap(\.self) + others
    let rest = [noiseAdvice, remedyAdvice, doubtAdvice].compactMap(\.self)
    let all = (changes + rest).sorted { $0.gain > $1.gain }
    guard changes.isEmpty, noise == nil else { return Array(all.prefix(5)) }
    let silent = Self.words(silence.share)
    let nothing = Advice(
      text: mayHaveNoise
        ? "Nothing to change that the log shows: \(silent) of groups silent, no residue of single precision. "
          + "Whether rewards have noise it does not tell: log the reward without noise too."
        : "Nothing to change: no noise, \(silent) of groups silent, no residue of single precision.",
      setting: nil, claim: "SilentGroups", isRobust: true, gain: 0)
    return [nothing] + all.prefix(4)
  }

  /// `65% (49% to 81%)`.
  static func words(_ estimate: ClusteredEstimate) -> String {
    guard let interval = estimate.interval else { return percent(estimate.value) }
    return
      "\(percent(estimate.value)) (\(percent(interval.lowerBound)) to \(percent(interval.upperBound)))"
  }

  private static func percent(_ share: Double) -> String { Percent.text(share) + "%" }

  /// What the run's own advantage keeps.
  private var own: [ForecastEntry] {
    guard let name = forecast.first?.name, estimator != nil else { return [] }
    return forecast.filter { $0.name == name }
  }

  /// The sigma that remedies are measured at.
  private var sigma: Double { noise?.sigma ?? plannedSigma }

  /// The entry whose sigma is closest to it.
  private func nearest(_ entries: [ForecastEntry]) -> ForecastEntry? {
    entries.min { abs($0.sigma - sigma) < abs($1.sigma - sigma) }
  }

  private func kept(_ isMeant: (ForecastEntry) -> Bool) -> Double? {
    nearest(forecast.filter(isMeant))?.kept?.value
  }

  /// `sigma 0.05`, and in gaps where the gap is not 1.
  private func size(_ sigma: Double) -> String {
    let size = "sigma \(Significant.text(sigma))"
    guard let gap, gap != 1 else { return size }
    return "\(size), \(Significant.text(sigma / gap)) \(sigma > gap ? "times" : "of") the gap"
  }

  /// Take the noise out, or leave it out.
  private var noiseAdvice: Advice? {
    let isRobust = isBinary || estimator?.isLinear == true
    let entry = noise?.entry ?? nearest(own)
    if let noise {
      let cost =
        entry?.kept.map {
          "; at \(size(entry!.sigma)) this run keeps \(Self.words($0)) of its signal to noise"
        } ?? ""
      return Advice(
        text: "Take the noise out of the rewards: \(noise.text)\(cost).",
        setting: noise.rawColumns.isEmpty
          ? nil : "train on \(noise.rawColumns.joined(separator: ", "))",
        claim: "DistinctCompletions", isRobust: isRobust, gain: 1 - (entry?.kept?.value ?? 0.5))
    }
    guard let entry, let kept = entry.kept else { return nil }
    // With more than two levels it is the squared correlation with the gradient without noise, and no bound.
    let limit = isRobust ? ", never more than all" : ""
    let smallest = own.min { $0.sigma < $1.sigma }
    let least =
      smallest.flatMap { $0.sigma < entry.sigma ? $0.kept.map { $0.value } : nil }
      .flatMap {
        $0 < 0.95 ? "; less noise hardly helps (\(Self.percent($0)) at \(smallest!.sigma))" : nil
      }
    return Advice(
      text:
        "Do not dither: at \(size(entry.sigma)) this run would keep \(Self.words(kept)) of its signal to "
        + "noise\(limit)\(least ?? "").",
      setting: nil, claim: "DistinctCompletions", isRobust: isRobust,
      gain: max(1 - kept.value, 0.01))
  }

  /// Silent groups teach nothing.
  private var silentAdvice: Advice? {
    guard silence.share.value >= 0.05 else { return nil }
    let prompts =
      if let (wrong, right) = silence.ends, max(wrong, right) >= 0.6 {
        right > wrong ? "harder prompts" : "easier prompts"
      } else { "prompts of middling pass rates" }
    let completions =
      silence.larger.map { "\($0.size) completions for each (\(Self.percent($0.share)) silent)" }
      ?? "more completions for each"
    let filter =
      dropsSilent
      ? ""
      : noise == nil
        ? ", and drop silent groups before their gradient is computed"
        : ", and drop silent groups by the raw reward: by the dithered one no group ever is"
    return Advice(
      text: "\(silence.text). Draw \(prompts), or \(completions)\(filter).",
      setting: dropsSilent ? nil : setting(FrameworkSetting.filter), claim: "DynamicSampling",
      isRobust: true, gain: silence.share.value * 0.5)
  }

  /// Advantages that rounding made.
  private var residueAdvice: Advice? {
    guard let residue, noise == nil else { return nil }
    let share = residue.energyShare.map { ", \(Self.percent($0)) of the energy" } ?? ""
    return Advice(
      text:
        "\(residue.groups) silent groups have advantages up to \(Significant.text(residue.largest))\(share), "
        + "made by single precision: a stabilizer of 1e-4 or more, or no groups with max - min below 1e-6.",
      setting: nil, claim: "SilentGroups", isRobust: true,
      gain: max(0.02, residue.energyShare ?? 0))
  }

  /// What hardly differs is blown up to full size.
  private var tieAdvice: Advice? {
    guard let (low, high) = nearTie, let estimator, estimator.kind.dividesByDeviation,
      estimator.kind != .batchStandardized, estimator.stabilizer < 0.5 * (high - low)
    else { return nil }
    let difference = Significant.text(high - low)
    return Advice(
      text:
        "Rewards \(Significant.text(low)) and \(Significant.text(high)) nearly tie: a group that differs by that alone "
        + "has advantages as large as any other. If \(difference) should not count for so much, a stabilizer of that "
        + "size or more does it without noise; what is kept above cannot show it.",
      setting: nil, claim: "Resolution", isRobust: true, gain: 0.03)
  }

  /// What helps a run that wants to dither.
  private var remedyAdvice: Advice? {
    guard let estimator, estimator.kind.dividesByDeviation,
      estimator.kind != .batchStandardized, let entry = nearest(own),
      let plain = entry.kept?.value
    else { return nil }
    let ways = [
      (
        "drop silent groups by the raw reward first",
        dropsSilent ? nil : kept(\.dropsSilent)
      ),
      ("divide by the batch's deviation", kept { $0.name == "trl-batch" }),
      ("do not divide at all", kept { $0.name == "dr-grpo, rloo" }),
      // Weakens groups with few right or few wrong by s / (s + eps), which filtering does not.
      (
        "set the stabilizer to 0.1",
        estimator.stabilizer < 0.1 ? kept { $0.name.hasSuffix("eps 0.1") } : nil
      ),
    ].compactMap { way, kept in kept.flatMap { $0 > plain + 0.02 ? (way, $0) : nil } }
    guard let best = ways.map(\.1).max() else { return nil }
    let list = ways.sorted { $0.1 > $1.1 }.prefix(3).map { "\($0.0) (\(Self.percent($0.1)))" }
    let limit = gap.map { "; sigma at most \(Significant.text(0.05 * $0)), .05 of the gap" } ?? ""
    return Advice(
      text: (noise == nil ? "If you must dither: " : "If the noise must stay: ")
        + list.joined(separator: ", or ")
        + " in place of \(Self.percent(plain)) kept at \(size(entry.sigma))\(limit), and log the raw reward too.",
      setting: setting(FrameworkSetting.withoutGroupDeviation), claim: "SilentGroups",
      isRobust: true, gain: (best - plain) * 0.5)
  }

  /// Too little to go by.
  private var doubtAdvice: Advice? {
    if prompts < ClusteredEstimate.fewestClusters {
      return Advice(
        text: "\(more): \(prompts) prompts are too few for an interval, which takes "
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
        "\(more) before you trust the size of these numbers: \(prompts) prompts leave what is kept open "
        + "from \(Self.percent(interval.lowerBound)) to \(Self.percent(interval.upperBound)), some "
        + "\(Int(enough)) would leave 20 points.",
      setting: nil, claim: "DistinctCompletions", isRobust: true, gain: 0.005)
  }

  /// An interval wider than this tells the direction and little of the size.
  private static let widest = 0.2

  /// The words of every system that the advantage may be of.
  private func setting(_ words: (String) -> String?) -> String? {
    let found = FrameworkSetting.systems(presets).compactMap(words).prefix(3)
    return found.isEmpty ? nil : found.joined(separator: "; ")
  }
}
