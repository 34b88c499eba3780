import Analysis
import GRPO

/// The advantages whose behaviour under noise is forecast.
struct Forecast {
  private let tally: RunTally

  init(_ tally: RunTally) { self.tally = tally }

  private var sigmas: [Double] { tally.sigmas }

  func entries() -> [ForecastEntry] {
    rules.flatMap { rule in sigmas.indices.map { entry(rule, $0) } }
  }

  /// What noise of any size does under this run's own advantage; nil where that is unknown, or looks at the whole step.
  func own(sigma: Double) -> ForecastEntry? {
    guard let (name, estimator) = own, !sigmas.isEmpty, sigma > 0,
      estimator.kind != .batchStandardized,
      let rule = ForecastRule.all(own: (name, estimator)).first,
      let terms = try? clusterTerms(rule, sigma: sigma)
    else { return nil }
    return entry(rule, sigma, terms, gap: nil)
  }

  private var rules: [ForecastRule] { ForecastRule.all(own: own) }

  /// Name and formula of this run's advantage; nil where it is unknown, or none of one group.
  private var own: (name: String, estimator: AdvantageEstimator)? {
    guard let own = tally.reading.rule, own.aggregation == .summed, own.whitening == nil else {
      return nil
    }
    let name = tally.reading.presets.first?.name ?? own.estimator.kind.rawValue
    return (name, own.estimator)
  }

  private func entry(_ rule: ForecastRule, _ place: Int) -> ForecastEntry {
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
    _ rule: ForecastRule, _ sigma: Double, _ terms: [KeptSignal], gap: String?
  ) -> ForecastEntry {
    ForecastEntry(
      rule, sigma: sigma, sum: terms.reduce(.zero, +),
      kept: .squaredCosine(terms.map(\.product), terms.map(\.plain), terms.map(\.energy)), gap: gap)
  }

  /// By cluster, from the kinds of groups, or from a sample of groups where rewards are no levels.
  private func clusterTerms(_ rule: ForecastRule, sigma: Double) throws -> [KeptSignal] {
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
    tally.kindCounts.forEach { cluster, kind, count in
      terms[cluster] = terms[cluster] + Double(count) * byKind[kind]
    }
    return terms
  }
}
