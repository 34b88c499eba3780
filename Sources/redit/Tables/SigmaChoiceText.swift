import Training

/// The best sigma of each regime, by the law of the first step and by training.
struct SigmaChoiceText {
  /// One cell of each regime.
  private let rows: [MapLine]

  /// nil where the law says nothing, or nothing was learned.
  init?(_ cells: [MapLine]) {
    var known: Set<[String]> = []
    rows = cells.filter { line in
      line.cell.choice.isConfirmed != nil
        && known.insert(RegimeName.kindColumns.map { $0.cell(line) }).inserted
    }
    if rows.isEmpty { return nil }
  }

  private static let heading =
    "Best sigma, by the exact law of the first step and by training "
    + "('as fast': not to be told from the fastest, 95% jointly)"

  private static let columns: [ShownColumn<MapLine>] =
    RegimeName.kindColumns + [
      MapTable.table.shown("sigma_predicted", as: "predicted", isNumber: true) {
        list([$0.cell.choice.predicted])
      },
      MapTable.table.shown("sigma_fastest", as: "fastest", isNumber: true) {
        list([$0.cell.choice.fastest])
      },
      MapTable.table.shown("sigmas_as_fast", as: "as fast") { list($0.cell.choice.asFast) },
      MapTable.table.shown("sigma_predicted", "sigmas_as_fast", as: "agrees") {
        $0.cell.choice.isConfirmed == true ? "yes" : "no"
      },
    ]

  func text(_ style: FittedTable.Style, width: Int?) -> String {
    let text = FittedTable(Self.columns, of: rows).text(style, width: width) { common in
      Self.heading + (common.isEmpty ? "" : "\n" + common.joined(separator: ", "))
    }
    return "\n" + text + summary.wrapped(to: width)
  }

  private var summary: String {
    let score = SigmaScore(rows.map(\.cell.choice))
    return "the predicted sigma is, or cannot be told from, the fastest in \(score.predicted) of "
      + "\(score.choices) regimes; no noise in \(score.undithered), a sigma at random in "
      + "\(NumberText.fixed(score.random, digits: 1))\n"
  }

  private static func list(_ sigmas: [Double?]) -> String {
    sigmas.compactMap(\.self).map { NumberText.short($0) }.joined(separator: " ")
  }
}
