import Analysis
import Foundation
import TextTable
import Training

/// A map for people and for programs.
struct MapText {
  let cells: [RegimeCell]
  let runs: Int
  let seed: UInt64

  func text(_ format: OutputFormat) throws -> String {
    switch format {
    case .table: table(Style.simple)
    case .markdown: table(Style.pipe)
    case .csv: MapColumns.csv(cells, seed: seed)
    case .json: try MapColumns.json(cells, seed: seed)
    }
  }

  private func table(_ style: any TextTableStyle.Type) -> String {
    let labels = RegimeLabels(cells.map(RegimeName.init))
    let table = TextTable<RegimeCell> { cell in
      let why = cell.explanation
      return [
        Column(title: "regime", value: labels.regime(RegimeName(cell))),
        Column(title: "noise", value: labels.noise(RegimeName(cell))),
        Column(title: "steps", value: Self.fixed(cell.plain.steps, 1), align: .right),
        Column(title: "ratio", value: Self.ratio(cell), align: .right),
        Column(title: "effect", value: cell.effect.rawValue),
        Column(title: "silent", value: Self.fixed(why.silentShare, 2), align: .right),
        Column(title: "noise share", value: Self.optional(why.noiseShare, 3), align: .right),
        Column(title: "gain", value: Self.optional(why.gain, 3), align: .right),
        Column(title: "rise", value: Self.optional(why.rise, 3), align: .right),
        Column(title: "noise alone", value: Self.fixed(why.collapseSteps, 0), align: .right),
      ]
    }
    return heading + "\n\n" + (table.string(for: cells, style: style) ?? "") + "\n" + summary
      + (SigmaChoiceText(cells)?.text(style) ?? "")
  }

  private var heading: String {
    "\(runs) runs of \(cells.first?.regime.plan.steps ?? 0) steps each, seed \(seed); ratio of "
      + "restricted mean steps with noise to those without, with its interval of 95%"
  }

  private var summary: String {
    let counts = RegimeCell.Effect.allCases.map { effect in
      "\(effect.rawValue) \(cells.count { $0.effect == effect })"
    }
    let least = cells.filter { $0.effect != .unreached }
      .compactMap { $0.dithered.change?.stepRatio.estimate }.min()
    let smallest = least.map { "; the smallest ratio is \(Self.fixed($0, 3))" } ?? ""
    return "\(cells.count) cells: \(counts.joined(separator: ", "))\(smallest)\n"
  }

  private static func ratio(_ cell: RegimeCell) -> String {
    guard let ratio = cell.dithered.change?.stepRatio else { return "" }
    return "\(fixed(ratio.estimate, 3)) [\(fixed(ratio.low, 3)), \(fixed(ratio.high, 3))]"
  }

  private static func optional(_ value: Double?, _ digits: Int) -> String {
    value.map { fixed($0, digits) } ?? ""
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    SweepTableText.fixed(value, digits: digits)
  }
}
