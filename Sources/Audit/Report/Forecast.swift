import Analysis
import GRPO

/// The advantages whose behaviour under noise is forecast.
struct Forecast {
  private let tally: RunTally
  /// Cluster, kind and number of groups.
  private let groups: [(cluster: Int, kind: Int, count: Double)]

  init(_ tally: RunTally) {
    self.tally = tally
    groups =
      tally.sigmas.isEmpty
      ? [] : tally.kindCounts.all.map { ($0.cluster, $0.kind, Double($0.count)) }
  }

  private var sigmas: [Double] { tally.sigmas }

  /// One advantage of the table.
  struct Rule {
    let name: String
    let estimator: AdvantageEstimator
    var dropsSilent = false
  }

  func entries() -> [ForecastEntry] {
    rules.flatMap { rule in sigmas.indices.map { entry(rule, $0) } }
  }

  /// What noise of any size does under this run's own advantage; nil where that is unknown, or looks at the whole step.
  func own(sigma: Double) -> ForecastEntry? {
    guard tally.reading.rule != nil, let rule = rules.first, !sigmas.isEmpty, sigma > 0,
      rule.name.hasSuffix("(this run)"), rule.estimator.kind != .batchStandardized,
      let terms = try? clusterTerms(rule, sigma: sigma)
    else { return nil }
    return entry(rule, sigma, terms, gap: nil)
  }

  /// This run's own advantage, its remedies, and the usual others.
  private var rules: [Rule] {
    var rules: [Rule] = []
    if let own = tally.reading.rule, own.aggregation == .summed, own.whitening == nil {
      let name = tally.reading.presets.first?.name ?? own.estimator.kind.rawValue
      rules.append(Rule(name: "\(name) (this run)", estimator: own.estimator))
      if own.estimator.kind.dividesByDeviation, own.estimator.kind != .batchStandardized {
        rules.append(
          Rule(name: "\(name), raw silent dropped", estimator: own.estimator, dropsSilent: true))
        var wide = own.estimator
        wide.stabilizer = 0.1
        rules.append(Rule(name: "\(name), eps 0.1", estimator: wide))
      }
    }
    for (name, preset) in [
      ("trl", "trl"), ("trl-batch", "trl-batch"), ("dr-grpo, rloo", "dr-grpo"),
      ("nemo-rl", "nemo-rl"),
    ] {
      let estimator = AdvantagePreset.all.first { $0.name == preset }!.estimator
      let isKnown = rules.contains { known in
        known.estimator == estimator
          || estimator.isLinear && known.estimator.isLinear && known.estimator.kind != .reinforce
      }
      if !isKnown { rules.append(Rule(name: name, estimator: estimator)) }
    }
    return rules
  }

  private func entry(_ rule: Rule, _ place: Int) -> ForecastEntry {
    if rule.estimator.kind == .batchStandardized {
      return entry(rule, sigmas[place], tally.batch.terms[place], gap: tally.batch.gap)
    }
    do {
      return entry(rule, sigmas[place], try clusterTerms(rule, sigma: sigmas[place]), gap: nil)
    } catch {
      return entry(rule, sigmas[place], [], gap: "\(error)")
    }
  }

  private func entry(
    _ rule: Rule, _ sigma: Double, _ terms: [KeptSignal], gap: String?
  ) -> ForecastEntry {
    let all = terms.reduce(.zero, +)
    let isKnown = gap == nil && all.plain > 0
    return ForecastEntry(
      name: rule.name, dropsSilent: rule.dropsSilent, sigma: sigma,
      kept: isKnown
        ? .squaredCosine(terms.map(\.product), terms.map(\.plain), terms.map(\.energy)) : nil,
      noiseShare: isKnown ? max(0, 1 - all.signal / all.energy) : nil,
      gain: isKnown ? all.product / all.plain : nil,
      gap: gap ?? (isKnown ? nil : "no group has rewards that differ"))
  }

  /// By cluster, from the kinds of groups, or from a sample of groups where rewards are no levels.
  private func clusterTerms(_ rule: Rule, sigma: Double) throws -> [KeptSignal] {
    var terms = [KeptSignal](repeating: .zero, count: tally.clusters.count)
    let dither = try Dither(try NoiseFamily(name: "gaussian"))
    if tally.isContinuous {
      for (rewards, cluster) in tally.sample.groups {
        let levels = Array(Set(rewards)).sorted()
        guard !(rule.dropsSilent && levels.count == 1),
          rewards.count >= rule.estimator.kind.minimumGroupSize
        else { continue }
        let counts = levels.map { level in rewards.count { $0 == level } }
        terms[cluster] =
          terms[cluster]
          + (try KeptSignal(
            levels: levels, counts: counts, estimator: rule.estimator, dither: dither, sigma: sigma))
      }
      return terms
    }
    let byKind = try tally.kinds.counts.map { counts -> KeptSignal in
      let isSilent = counts.count { $0 > 0 } == 1
      let size = counts.reduce(0, +)
      guard !(rule.dropsSilent && isSilent), size >= rule.estimator.kind.minimumGroupSize else {
        return .zero
      }
      return try KeptSignal(
        levels: Array(tally.kinds.levels.values.prefix(counts.count)), counts: counts,
        estimator: rule.estimator, dither: dither, sigma: sigma)
    }
    for group in groups {
      terms[group.cluster] = terms[group.cluster] + group.count * byKind[group.kind]
    }
    return terms
  }
}
