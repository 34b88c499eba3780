import Analysis
import GRPO
import Policies

/// The exact laws between the rows of a sweep's table, computed when a figure asks for them.
struct SweepLaws {
  let policy: PolicyOptions
  let setting: SettingOptions
  /// What a grader makes of the rewards; nil for nothing.
  var channel: RewardChannel?
  let threads: Int

  /// What a figure may cost at most, in values of the dearest kind of law (some milliseconds each).
  static let mostValues = 160.0

  /// Fewer points are no law: a line through the table's own says what it is.
  static let leastPoints = 40

  /// As figures take them.
  var laws: PlotLaws { PlotLaws(table: table) }

  private func table(_ grid: PlotLaws.Grid) throws -> CSVTable? {
    switch grid {
    case .sigmas(let sigmas, let name):
      let all = try policy.loadPrompts()
      let own = name == PlotData.wholeSet ? all : all.filter { $0.name == name }
      let most = try points(curves: own.count)
      guard !own.isEmpty, most >= Self.leastPoints else { return nil }
      return try rows(policy, own, sigmas.spread(to: most))
    case .passRates(let rates, let sigmas):
      guard policy.passRate != nil else { return nil }
      let most = try points(curves: sigmas.count)
      guard most >= Self.leastPoints else { return nil }
      var policy = policy
      policy.passRate = PassRateGrid(values: rates.spread(to: most))
      return try rows(policy, policy.loadPrompts(), sigmas)
    }
  }

  /// How many points so many curves of each setting may have.
  private func points(curves: Int) throws -> Int {
    let advantages = try setting.named().map(\.estimator)
    let dithers = try setting.noise.dithers()
    let sizes = setting.advantage.groupSize.values.count
    let cost = advantages.reduce(0) { sum, advantage in
      sum + dithers.reduce(0) { $0 + Self.cost(advantage, $1) }
    }
    let all = cost * Double(max(curves, 1) * sizes)
    return Int(min(Self.mostValues / all, Double(2 * PlotLaws.points)))
  }

  /// One value's share of the dearest: sums of hypergeometric functions cost a thousandth of what
  /// quadratures do.
  private static func cost(_ advantage: AdvantageEstimator, _ dither: Dither) -> Double {
    let family = dither.family
    if family.isNone { return 0.001 }
    switch advantage.kind {
    case .reinforce, .mean, .leaveOneOut: return 0.001
    case .standardized where family == .gaussian: return advantage.stabilizer == 0 ? 0.001 : 0.02
    case .batchStandardized where family.isDiscrete: return 60
    case .standardized, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      return family == .gaussian || family.isDiscrete ? 0.3 : 1
    }
  }

  private func rows(
    _ policy: PolicyOptions, _ prompts: [Prompt], _ sigmas: [Double]
  ) throws -> CSVTable {
    var setting = setting
    // The sigmas are given here, and beside them a radius would be refused.
    setting.noise.relativeRadius = nil
    setting.noise.sigma = SigmaGrid(values: sigmas)
    let labels = try setting.labels(prompts, policy: policy, channel: channel)
    let rows = try setting.sweeps(policy.problemSet(of: prompts, seenThrough: channel)).flatMap {
      try labels.label($0.run(Sampling(groups: 0, seed: 1, threads: threads)), of: $0)
    }
    return try CSVTable(text: SweepTable.table.csv(rows), file: "exact laws")
  }
}
