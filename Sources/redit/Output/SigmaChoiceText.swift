import TextTable
import Training

/// The best sigma of each regime, by the law of the first step and by training.
struct SigmaChoiceText {
  private struct Row {
    let label: String
    let choice: SigmaChoice
  }

  private let rows: [Row]

  /// nil where the law says nothing, or nothing was learned.
  init?(_ cells: [RegimeCell]) {
    let labels = RegimeLabels(cells.map(RegimeName.init))
    var known: Set<String> = []
    rows = cells.compactMap { cell in
      let name = RegimeName(cell)
      let label = [labels.regime(name), labels.kind(name)].filter { !$0.isEmpty }
        .joined(separator: ", ")
      guard cell.choice.isConfirmed != nil, known.insert(label).inserted else { return nil }
      return Row(label: label, choice: cell.choice)
    }
    if rows.isEmpty { return nil }
  }

  private static let heading =
    "Best sigma, by the exact law of the first step and by training "
    + "('as fast': not to be told from the fastest, 95% jointly)"

  func text(_ style: any TextTableStyle.Type) -> String {
    let table = TextTable<Row> { row in
      [
        Column(title: "regime", value: row.label),
        Column(title: "σ predicted", value: Self.list([row.choice.predicted]), align: .right),
        Column(title: "σ fastest", value: Self.list([row.choice.fastest]), align: .right),
        Column(title: "as fast", value: Self.list(row.choice.asFast)),
        Column(title: "agrees", value: row.choice.isConfirmed == true ? "yes" : "no"),
      ]
    }
    let lines = table.string(for: rows, style: style) ?? ""
    return "\n" + Self.heading + "\n\n" + lines + "\n" + summary
  }

  private var summary: String {
    let score = SigmaScore(rows.map(\.choice))
    return "the predicted sigma is, or cannot be told from, the fastest in \(score.predicted) of "
      + "\(score.choices) regimes; no noise in \(score.undithered), a sigma at random in "
      + "\(SweepTableText.fixed(score.random, digits: 1))\n"
  }

  private static func list(_ sigmas: [Double?]) -> String {
    sigmas.compactMap(\.self).map { SweepTableText.short($0) }.joined(separator: " ")
  }
}
