import Training

/// The best sigma of each regime, by the law of the first step and by training.
struct SigmaChoiceText {
  private struct Row {
    let name: [String]
    let choice: SigmaChoice
  }

  private let rows: [Row]

  /// nil where the law says nothing, or nothing was learned.
  init?(_ cells: [RegimeCell]) {
    var known: Set<[String]> = []
    rows = cells.compactMap { cell in
      let name = RegimeName(cell).kindCells
      guard cell.choice.isConfirmed != nil, known.insert(name).inserted else { return nil }
      return Row(name: name, choice: cell.choice)
    }
    if rows.isEmpty { return nil }
  }

  private static let heading =
    "Best sigma, by the exact law of the first step and by training "
    + "('as fast': not to be told from the fastest, 95% jointly)"

  func text(_ style: FittedTable.Style, width: Int?) -> String {
    let columns =
      RegimeName.kindColumns + [
        FittedTable.Column(title: "predicted", isNumber: true),
        FittedTable.Column(title: "fastest", isNumber: true),
        FittedTable.Column(title: "as fast"),
        FittedTable.Column(title: "agrees"),
      ]
    let cells = rows.map { row in
      row.name + [
        Self.list([row.choice.predicted]), Self.list([row.choice.fastest]),
        Self.list(row.choice.asFast), row.choice.isConfirmed == true ? "yes" : "no",
      ]
    }
    let text = FittedTable(columns, rows: cells).text(style, width: width) { common in
      Self.heading + (common.isEmpty ? "" : "\n" + common.joined(separator: ", "))
    }
    return "\n" + text + summary.wrapped(to: width)
  }

  private var summary: String {
    let score = SigmaScore(rows.map(\.choice))
    return "the predicted sigma is, or cannot be told from, the fastest in \(score.predicted) of "
      + "\(score.choices) regimes; no noise in \(score.undithered), a sigma at random in "
      + "\(NumberText.fixed(score.random, digits: 1))\n"
  }

  private static func list(_ sigmas: [Double?]) -> String {
    sigmas.compactMap(\.self).map { NumberText.short($0) }.joined(separator: " ")
  }
}
