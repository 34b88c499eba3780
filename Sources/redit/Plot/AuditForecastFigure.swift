/// What noise would keep of a run: a row for each advantage, a colour for each sigma.
struct AuditForecastFigure: Figure {
  static let contents = "forecasts"
  static let writers = ["redit audit --table forecast --format csv"]
  static let signature = [
    "advantage", "drops_silent", "sigma", "kept", "kept_low", "kept_high", "gain",
  ]
  static let mayBeEmpty: Set = ["kept", "kept_low", "kept_high", "gain"]
  static let options: Set<String> = []

  private struct Entry {
    let advantage: String
    let sigma, kept: Double
    let interval: ClosedRange<Double>?
  }

  private let entries: [Entry]
  private let withoutLaw: Int

  init(table: CSVTable, choice: PlotChoice) throws {
    var (entries, withoutLaw): ([Entry], Int) = ([], 0)
    for row in table.rows {
      guard let kept = try table.number("kept", in: row) else {
        withoutLaw += 1
        continue
      }
      let low = try table.number("kept_low", in: row)
      let high = try table.number("kept_high", in: row)
      let interval: ClosedRange<Double>? =
        if let low, let high, low <= high { low...high } else { nil }
      entries.append(
        Entry(
          advantage: try table.text("advantage", in: row),
          sigma: try table.requiredNumber("sigma", in: row), kept: kept, interval: interval))
    }
    guard !entries.isEmpty else { throw PlotError.emptyColumn("kept", file: table.file) }
    self.entries = entries
    self.withoutLaw = withoutLaw
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let rows = entries.map(\.advantage).inOrderOfAppearance
    let sigmas = entries.map(\.sigma).inOrderOfAppearance.sorted()
    let labels = rows.enumerated().map { index, row in
      RowLabel(text: row, extent: Double(index)...Double(index + 1))
    }
    let limits = 0.0...1.02
    let series = sigmas.enumerated().map { index, sigma in
      let style = PlotStyle(curve: index)
      return RowSeries(
        name: "sigma \(NumberText.short(sigma))", color: style.color, marker: style.filledMarker,
        points: entries.filter { $0.sigma == sigma }.map { entry in
          RowPoint(
            x: entry.kept, interval: entry.interval,
            row: Double(rows.firstIndex(of: entry.advantage)!)
              + (Double(index) + 1) / Double(sigmas.count + 1))
        })
    }
    let subtitle =
      "exact given the logged rewards; bars: intervals of 95%, by prompt"
      + (withoutLaw > 0 ? "; \(withoutLaw) without an exact law left out" : "")
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "What noise would keep of the signal to noise",
      subtitle: subtitle, width: 1080, height: 52 * rows.count + RowScript.chrome,
      textRows: 2 * rows.count + 16)
    return RowScript(
      frame: frame, labels: labels,
      panels: [
        RowPanel(
          heading: "Kept", axisLabel: "share of signal to noise kept", limits: limits,
          ticks: linearTicks(in: 0...1), reference: 1, series: series)
      ], labelWidth: 260
    ).text
  }
}
