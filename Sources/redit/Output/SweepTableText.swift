import Analysis
import Foundation
import GRPO
import TextTable

/// A sweep for people: one line per row, estimate with its standard error, exact value beside it.
enum SweepTableText {
  static func table(_ rows: [SweepRow], markdown: Bool) -> String {
    let simulates = rows.contains { $0.simulated != nil }
    let table = TextTable<SweepRow> { row in
      [
        Column(title: "policy", value: row.policy),
        Column(title: "advantage", value: row.setting.advantage.text),
        Column(title: "noise", value: row.setting.dither.family.name),
        Column(title: "sigma", value: short(row.setting.sigma), align: .right),
      ]
        + [Quantity.gradientNorm, .variance, .signalToNoise, .cosine, .silentFraction].flatMap {
          columns(row, $0, simulates: simulates)
        }
    }
    let text =
      markdown
      ? table.string(for: rows, style: Style.pipe) : table.string(for: rows, style: Style.simple)
    return (text ?? "") + "\n"
  }

  private static func columns(_ row: SweepRow, _ quantity: Quantity, simulates: Bool) -> [Column] {
    let exact = Column(
      title: title(quantity) + (simulates ? " exact" : ""),
      value: row.exact[quantity].map { short($0.mean) } ?? "", align: .right)
    guard simulates else { return [exact] }
    let simulated = row.simulated?[quantity].map(withError) ?? ""
    return [Column(title: title(quantity), value: simulated, align: .right), exact]
  }

  private static func title(_ quantity: Quantity) -> String {
    switch quantity {
    case .gradientNorm: "norm E g"
    case .secondMoment: "E norm(g)^2"
    case .variance: "tr Cov g"
    case .signalToNoise: "snr"
    case .cosine: "cosine"
    case .silentFraction: "silent"
    case .largestAdvantage: "largest A"
    case .maximumAdvantage: "max A"
    }
  }

  /// `0.18795 +- 0.00012`: as many digits as the error allows.
  static func withError(_ estimate: Estimate) -> String {
    let error = estimate.standardError
    guard error > 0, error.isFinite else { return short(estimate.mean) }
    let digits = max(0, min(12, 1 - Int(log10(error).rounded(.down))))
    return String(format: "%.\(digits)f +- %.\(digits)f", estimate.mean, error)
  }

  static func short(_ value: Double) -> String { String(format: "%.6g", value) }
}
