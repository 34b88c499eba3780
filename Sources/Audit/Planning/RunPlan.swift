public import Analysis
import GRPO

/// What noise would do to a run that is planned for prompts of known pass rates, and what to change: what
/// ``AuditReport`` tells of a log.
///
/// Rewards are 0 and 1. Compositions of groups are those of the laws of the pass rates, exactly; nothing is simulated.
///
/// ```swift
/// let rates = try PassRateSet(exact: [0.02, 0.1, 0.5], weights: [1, 1, 1])
/// let trl = try AdvantagePreset(name: "trl")
/// let plan = try RunPlan(rates, PlanSettings(preset: "trl", rule: trl.rule))
/// print(plan.silentShare.value, plan.advice.map(\.text))
/// ```
public struct RunPlan: Sendable {
  /// What is planned.
  public let settings: PlanSettings
  /// What is known of the pass rates.
  public let rates: PassRateSet
  /// Groups whose completions are all right or all wrong, as a share of all groups.
  public let silentShare: ClusteredEstimate
  /// Groups all wrong, all right.
  public let allWrong, allRight: ClusteredEstimate
  /// What noise would do.
  public let forecast: [ForecastEntry]
  /// Groups of other sizes out of as many completions, by size and then sigma, sigma 0 first.
  public let sizes: [GroupSizeEntry]

  /// - Throws: ``AuditError``, or an `AnalysisError`, where pass rates or numbers are beyond what laws can hold.
  public init(_ rates: PassRateSet, _ settings: PlanSettings) throws {
    self.rates = rates
    self.settings = settings
    forecast = try PlannedForecast(rates, settings).entries()
    sizes = try GroupSizeTable(rates, settings).entries()
    let own = sizes.first { $0.groupSize == settings.groupSize }!
    (silentShare, allWrong, allRight) = (own.silentShare, own.allWrong, own.allRight)
  }
}

/// What noise does to groups drawn from laws of pass rates.
struct PlannedForecast {
  private let rates: PassRateSet
  private let settings: PlanSettings

  init(_ rates: PassRateSet, _ settings: PlanSettings) {
    self.rates = rates
    self.settings = settings
  }

  func entries() throws -> [ForecastEntry] {
    let size = settings.groupSize
    let group = rates.classes.reduce(into: [Double](repeating: 0, count: size + 1)) { sums, one in
      for (right, share) in one.law.compositions(groupSize: size).enumerated() {
        sums[right] += one.weight * share
      }
    }
    let rules = ForecastRule.all(
      own: (settings.preset, settings.estimator), dropsSilent: settings.dropsSilent)
    let cells = rules.flatMap { rule in
      settings.sigmas.map { sigma -> Cell in
        do {
          return Cell(rule: rule, sigma: sigma, kinds: try kinds(rule, sigma, group), gap: nil)
        } catch {
          return Cell(rule: rule, sigma: sigma, kinds: [], gap: "\(error)")
        }
      }
    }
    // One pass over the prompts for all of them: four numbers each.
    let means = try PromptMeans(rates) { law in
      let law = law.compositions(groupSize: size)
      return cells.flatMap { cell -> [Double] in
        let sum = zip(law, cell.kinds).reduce(KeptSignal.zero) { $0 + $1.0 * $1.1 }
        return [sum.product, sum.plain, sum.energy, sum.signal]
      }
    }
    return cells.enumerated().map { place, cell in
      let m = (0..<4).map { means.means[4 * place + $0] }
      return ForecastEntry(
        cell.rule, sigma: cell.sigma,
        sum: KeptSignal(product: m[0], plain: m[1], energy: m[2], signal: m[3]),
        kept: means.squaredCosine(4 * place, 4 * place + 1, 4 * place + 2), gap: cell.gap)
    }
  }

  /// An advantage under one noise, by number right in the group.
  private struct Cell {
    let rule: ForecastRule
    let sigma: Double
    let kinds: [KeptSignal]
    let gap: String?
  }

  private func kinds(
    _ rule: ForecastRule, _ sigma: Double, _ group: [Double]
  ) throws -> [KeptSignal] {
    if rule.estimator.kind == .batchStandardized {
      return try PlannedBatch(
        group: group, groups: settings.groups, estimator: rule.estimator, sigma: sigma
      ).kinds
    }
    let size = settings.groupSize
    guard size >= rule.estimator.kind.minimumGroupSize else {
      throw AuditError("groups of \(size) are too small for it")
    }
    let dither = try Dither(.gaussian)
    return try (0...size).map { right in
      if rule.dropsSilent && (right == 0 || right == size) { return .zero }
      return try KeptSignal(
        levels: [0, 1], counts: [size - right, right], estimator: rule.estimator, dither: dither,
        sigma: sigma)
    }
  }
}

extension RunPlan {
  /// What to change, in order of what it brings; at most five.
  public var advice: [Advice] {
    let percent = { (estimate: ClusteredEstimate) in Percent.text(estimate.value) + "%" }
    let sigma = settings.sigmas.min { abs($0 - 0.05) < abs($1 - 0.05) }
    let larger = sizes.first { $0.groupSize == 2 * settings.groupSize }
    return RunSummary(
      forecast: forecast, estimator: settings.estimator, presets: [settings.preset], gap: 1,
      isBinary: true, noise: nil, plannedSigma: sigma ?? 0.05,
      silence: .init(
        share: silentShare,
        text: "\(RunSummary.words(silentShare)) of the groups would teach nothing: "
          + "\(percent(allWrong)) all wrong, \(percent(allRight)) all right",
        ends: silentShare.value > 0
          ? (allWrong.value / silentShare.value, allRight.value / silentShare.value) : nil,
        larger: larger.map { ($0.groupSize, $0.silentShare.value) }),
      dropsSilent: settings.dropsSilent, residue: nil, prompts: rates.promptCount,
      more: "Take more prompts"
    ).advice(with: sizeAdvice.map { [$0] } ?? [])
  }

  /// The best size of the table without noise, at the noise scale of the settings, and the smallest and the largest size that have at
  /// least 95% of its signal to noise; nil where sizes are not compared.
  public var bestGroupSize: (size: Int, within: ClosedRange<Int>)? {
    let known = sizes.filter { $0.sigma == 0 }.compactMap { entry in
      entry.efficiency.map { (size: entry.groupSize, value: $0.value) }
    }
    guard let best = known.max(by: { $0.value < $1.value }) else { return nil }
    let near = known.filter { $0.value >= 0.95 * best.value }.map(\.size)
    return (best.size, near.min()!...near.max()!)
  }

  /// Groups of another size out of the same completions.
  private var sizeAdvice: Advice? {
    let plain = sizes.filter { $0.sigma == 0 }
    guard let place = plain.firstIndex(where: { $0.groupSize == settings.groupSize }),
      let own = plain[place].efficiency?.value, own > 0
    else { return nil }
    let target: GroupSizeEntry
    let condition: String
    if let scale = settings.noiseScale {
      guard let best = bestGroupSize, !best.within.contains(settings.groupSize) else { return nil }
      target = plain.first { $0.groupSize == best.size }!
      condition =
        "at a noise scale of \(Int(exactly: scale).map(String.init) ?? "\(scale)") completions"
    } else {
      guard let bound = plain[place].largerBeyond, bound.isFinite else { return nil }
      target = plain[place + 1]
      condition =
        "if it takes more than \(Int(bound.rounded())) completions of a prompt until their mean gradient is "
        + "half signal (the noise scale: measure it)"
    }
    guard let other = target.efficiency?.value else { return nil }
    let ratio = (100 * other / own).rounded() / 100
    guard ratio > 1.01 else { return nil }
    return Advice(
      text:
        "Of the same \(settings.completions) completions groups of \(target.groupSize) would have "
        + "\(settings.noiseScale == nil ? "up to " : "")\(ratio) times the signal to noise of groups of "
        + "\(settings.groupSize), \(condition).",
      setting: FrameworkSetting.systems([settings.preset]).first.flatMap {
        FrameworkSetting.groupSize($0, target.groupSize)
      },
      claim: "GroupSizeLaw", isRobust: true, gain: min(1, ratio - 1) * 0.5)
  }
}
