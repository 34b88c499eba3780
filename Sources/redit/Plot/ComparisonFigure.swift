/// A comparison of training with and without noise: one row for each noisy recipe, with its interval.
///
/// Left, how many steps it takes to the threshold, relative to the recipe without noise; right, how
/// much V differs at the end.
struct ComparisonFigure: Figure {
  static let contents = "comparisons"
  static let writers = ["redit compare --format csv"]
  static let signature = [
    "task", "advantage", "noise", "sigma", "schedule", "group_size", "optimizer", "learning_rate",
    "runs", "steps", "ratio", "ratio_low", "ratio_high", "difference", "difference_low",
    "difference_high",
  ]
  static let mayBeEmpty: Set = [
    "ratio", "ratio_low", "ratio_high", "difference", "difference_low", "difference_high",
  ]
  static let options: Set<String> = []

  /// One noisy recipe.
  struct Row {
    let advantage: String
    /// Noise and all that tells recipes apart, in words.
    let aspects: [String]
    let ratio, difference: Interval?
    /// Whether some runs never came to the threshold, so that the ratio depends on their length.
    let isCensored: Bool
  }

  /// An estimate with its 95% interval, where it has one.
  struct Interval {
    let estimate: Double
    let ends: ClosedRange<Double>?
  }

  let rows: [Row]
  private let setting: [String]

  init(table: CSVTable, choice: PlotChoice) throws {
    rows = try table.rows.map { try Row($0, of: table) }
      .filter { $0.ratio != nil || $0.difference != nil }
    if rows.isEmpty { throw PlotError.noComparisons(file: table.file) }
    let runs = try Set(table.rows.map { try table.count("runs", in: $0) }).sorted()
    setting =
      ["\(runs.joined(separator: " or ")) pairs of runs", "95% intervals"]
      + PlotLabels.seed(try table.texts("seed"))
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let labels = rows.enumerated().map { index, row in
      RowLabel(
        quantity: row.aspects.indices.filter { !isShared($0) }.map { row.aspects[$0] }
          .joined(separator: ", "),
        variant: row.advantage, extent: Double(index)...Double(index + 1))
    }
    let shared = rows[0].aspects.indices.filter(isShared).map { rows[0].aspects[$0] }
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "Training with noise against training without",
      subtitle: (shared + setting).joined(separator: ", "),
      width: 1080, height: 44 * rows.count + RowScript.chrome, textRows: rows.count + 16)
    return RowScript(
      frame: frame, labels: labels,
      panels: [
        panel("Steps to the threshold: ratio (below 1: faster)", \.ratio, reference: 1),
        panel("V at the end: difference", \.difference, reference: 0),
      ], labelWidth: 330
    ).text
  }

  private func isShared(_ aspect: Int) -> Bool {
    aspect != Row.sigma && rows.allSatisfy { $0.aspects[aspect] == rows[0].aspects[aspect] }
  }

  private func panel(
    _ heading: String, _ interval: (Row) -> Interval?, reference: Double
  ) -> RowPanel {
    let ends = rows.compactMap(interval).flatMap {
      [$0.estimate] + ($0.ends.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    let low = min(ends.min() ?? reference, reference)
    let high = max(ends.max() ?? reference, reference)
    let pad = 0.08 * max(high - low, 0.01)
    let limits = (low - pad)...(high + pad)
    return RowPanel(
      heading: heading, axisLabel: "with noise against without", limits: limits,
      ticks: linearTicks(in: limits), reference: reference,
      series: series(interval, isRatio: reference == 1))
  }

  /// A colour and marker for each advantage, hollow where runs were cut off before the threshold: the
  /// length of a run does not touch the difference at its end.
  private func series(_ interval: (Row) -> Interval?, isRatio: Bool) -> [RowSeries] {
    let advantages = rows.map(\.advantage).inOrderOfAppearance
    return advantages.enumerated().flatMap { index, advantage in
      let style = PlotStyle(curve: index)
      return [false, true].map { isCensored in
        let points = rows.enumerated().compactMap { place, row -> RowPoint? in
          guard row.advantage == advantage, (isRatio && row.isCensored) == isCensored,
            let found = interval(row)
          else { return nil }
          return RowPoint(x: found.estimate, interval: found.ends, row: Double(place) + 0.5)
        }
        return RowSeries(
          name: advantage + (isCensored ? ", some runs unfinished" : ""), color: style.color,
          marker: isCensored ? style.hollowMarker : style.filledMarker, size: 0.9,
          points: points)
      }
    }
  }
}

extension ComparisonFigure.Row {
  /// The place of sigma among the aspects: it is always told.
  static let sigma = 0

  fileprivate init(_ row: CSVTable.Row, of table: CSVTable) throws {
    let text = { (column: String) in try table.text(column, in: row) }
    advantage = try text("advantage")
    let schedule = try text("schedule")
    aspects = [
      "σ = \(try table.finite("sigma", in: row))", "\(try text("noise")) noise",
      schedule.isEmpty ? "constant" : schedule, "G = \(try table.count("group_size", in: row))",
      "\(try text("optimizer")) \(try table.finite("learning_rate", in: row))",
      try text("task"), "\(try table.count("steps", in: row)) steps",
    ]
    ratio = try Self.interval("ratio", row, table)
    difference = try Self.interval("difference", row, table)
    if table.has("censored") {
      isCensored = try !["", "none"].contains(table.text("censored", in: row))
    } else if table.has("reached") {
      isCensored = try table.number("reached", in: row) ?? 1 < 1
    } else {
      isCensored = false
    }
  }

  private static func interval(
    _ column: String, _ row: CSVTable.Row, _ table: CSVTable
  ) throws -> ComparisonFigure.Interval? {
    let value = { (name: String) in
      try table.number(name, in: row) == nil
        ? nil : try table.requiredNumber(name, within: -1e9...1e9, in: row)
    }
    guard let estimate = try value(column) else { return nil }
    let ends = try [value(column + "_low"), value(column + "_high")].compactMap(\.self).sorted()
    return .init(estimate: estimate, ends: ends.count == 2 ? ends[0]...ends[1] : nil)
  }
}
