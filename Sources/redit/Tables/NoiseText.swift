import Audit
import GRPO

/// What a log shows about noise, in words.
enum NoiseText {
  static func words(_ reading: NoiseReading) -> String {
    switch reading {
    case .none(let levels): "none: rewards are exactly \(list(levels))"
    case .found(let fit): "\(found(fit)) around \(list(fit.levels))"
    case .logged(let column, let fit):
      "\(found(fit)); the reward without it is logged as \(column)"
    case .addedAfterLogging(let sigma, let margin, let levels):
      "added after logging: rewards are exactly \(list(levels)), advantages those of noise of sigma "
        + "\(short(sigma)) +- \(short(margin))"
        + (gap(levels).map { ", \(short(sigma / $0)) of the gap" } ?? "")
    case .shaping(let fit, let signs):
      "looks like shaping, not noise: what is beside \(list(fit.levels)), standard deviation "
        + "\(short(fit.sigma)), goes with " + signs.map(\.text).joined(separator: ", ")
    case .undecided(let reason): "undecided: \(reason)"
    }
  }

  /// How the size of the noise goes over the run, and what it is in the reward where columns are weighted.
  static func sizes(_ report: AuditReport) -> [String] {
    guard let sigma = report.noiseFound else { return [] }
    let weights = report.reading.reward.weights.filter { $0 != 0 }
    let whole = weights == [1] ? [] : ["Of the weighted reward: sigma \(short(sigma))."]
    let steps = report.steps.count { $0.noise.count > 1 }
    guard steps > 1 else { return whole }
    return whole + [
      report.sigmaSchedule.map { "A schedule: \($0.first.text), \($0.last.text)." }
        ?? "Of one size over the \(steps) steps."
    ]
  }

  private static func gap(_ levels: [Double]) -> Double? {
    zip(levels, levels.dropFirst()).map { $1 - $0 }.min()
  }

  private static func found(_ fit: NoiseFit) -> String {
    let family = fit.family.map(\.name) ?? "of no family that 100 to 1 speaks for"
    let gaps = fit.gap.map { ", \(short(fit.sigma / $0)) of the gap" } ?? ""
    return "sigma \(short(fit.sigma)) (\(short(fit.interval.lowerBound)) to "
      + "\(short(fit.interval.upperBound))\(gaps)), \(family)"
  }

  private static func list(_ levels: [Double]) -> String {
    let shown = levels.prefix(8).map(NumberText.short)
    let rest = levels.count > 8 ? [", ... (\(levels.count) levels)"] : []
    return shown.count < 2 || !rest.isEmpty
      ? shown.joined(separator: ", ") + (rest.first ?? "")
      : shown.dropLast().joined(separator: ", ") + " and " + shown.last!
  }

  private static func short(_ value: Double) -> String {
    NumberText.significant(value)
  }
}
