import Analysis
import Foundation
import GRPO
import TextTable

/// A sweep for people: what all rows share in one line, then one line per row.
///
/// Estimates carry their standard errors and have the exact value beside them. To fit a terminal, the
/// cosine and the silent share are shown exactly where they are known, else simulated.
enum SweepTableText {
  static func table(_ rows: [SweepRow], markdown: Bool) -> String {
    guard let first = rows.first else { return "" }
    let simulates = rows.contains { $0.simulated != nil }
    let varies = { (name: (SweepRow) -> String) in Set(rows.map(name)).count > 1 }
    let names = [
      ("policy", policy), ("advantage", advantage), ("noise", noise), ("G", groupSize),
    ]
    let improves = rows.contains { $0.improvement != nil }
    let notes = distinctNotes(rows)
    let shown = names.filter { varies($0.1) }
    let table = TextTable<SweepRow> { row in
      shown.map { Column(title: $0.0, value: $0.1(row)) }
        + [Column(title: "sigma", value: short(row.setting.sigma), align: .right)]
        + [Quantity.gradientNorm, .variance, .signalToNoise].flatMap {
          columns(row, $0, simulates: simulates)
        } + [Quantity.cosine, .silentFraction].map { known(row, $0) }
        + (improves ? [improvement(row)] : [])
        + (notes.isEmpty ? [] : [note(row, notes, markdown: markdown)])
    }
    let constants = names.filter { !varies($0.1) }.map {
      ($0.0 == "G" ? "G " : "") + $0.1(first)
    }
    let text =
      markdown
      ? table.string(for: rows, style: Style.pipe) : table.string(for: rows, style: Style.simple)
    return heading(first, constants) + "\n\n" + (text ?? "") + "\n"
      + (markdown ? "" : footnotes(notes))
  }

  /// Why fields are empty, in order of appearance.
  private static func distinctNotes(_ rows: [SweepRow]) -> [String] {
    var known: Set<String> = []
    return rows.flatMap(\.notes).filter { known.insert($0).inserted }
  }

  /// In Markdown the words; on a terminal the numbers of the footnotes.
  private static func note(_ row: SweepRow, _ notes: [String], markdown: Bool) -> Column {
    let numbers = row.notes.map { "[\(notes.firstIndex(of: $0)! + 1)]" }
    return Column(title: "note", value: markdown ? row.note : numbers.joined())
  }

  private static func footnotes(_ notes: [String]) -> String {
    guard !notes.isEmpty else { return "" }
    return notes.enumerated().map { "[\($0.offset + 1)] \($0.element)\n" }.joined()
  }

  private static func policy(_ row: SweepRow) -> String { row.policy }
  private static func advantage(_ row: SweepRow) -> String { row.setting.advantage.text }
  private static func noise(_ row: SweepRow) -> String { row.setting.dither.family.name }

  private static func groupSize(_ row: SweepRow) -> String { "\(row.setting.groupSize)" }

  private static func improvement(_ row: SweepRow) -> Column {
    Column(title: "step dV", value: row.improvement.map(short) ?? "", align: .right)
  }

  private static func heading(_ row: SweepRow, _ constants: [String]) -> String {
    let run = row.groups > 0 ? ["\(row.groups) groups", "seed \(row.seed)"] : ["exact"]
    return (constants + run).joined(separator: ", ")
  }

  private static func columns(_ row: SweepRow, _ quantity: Quantity, simulates: Bool) -> [Column] {
    let value = row.exact[quantity].map { short($0.mean) } ?? ""
    guard simulates else { return [Column(title: title(quantity), value: value, align: .right)] }
    let simulated = row.simulated?[quantity].map(withError) ?? ""
    return [
      Column(title: title(quantity), value: simulated, align: .right),
      Column(title: "exact", value: value, align: .right),
    ]
  }

  private static func known(_ row: SweepRow, _ quantity: Quantity) -> Column {
    let value =
      row.exact[quantity].map { short($0.mean) } ?? row.simulated?[quantity].map(withError) ?? ""
    return Column(title: title(quantity), value: value, align: .right)
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
    guard error > 1e-9 * abs(estimate.mean), error.isFinite else { return short(estimate.mean) }
    let digits = max(0, min(12, 1 - Int(log10(error).rounded(.down))))
    return String(format: "%.\(digits)f +- %.\(digits)f", estimate.mean, error)
  }

  static func fixed(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  static func scientific(_ value: Double, digits: Int) -> String {
    String(format: "%.\(digits)e", value)
  }

  static func short(_ value: Double) -> String { String(format: "%.6g", value) }
}
