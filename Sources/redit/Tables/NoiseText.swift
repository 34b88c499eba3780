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
    case .undecided(let reason): "undecided: \(reason)"
    }
  }

  private static func found(_ fit: NoiseFit) -> String {
    let family = fit.family.map(\.name) ?? "of no family that 20 to 1 speaks for"
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
