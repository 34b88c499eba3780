/// The advantages of groups: mean and standard deviation over the noise, a row for each advantage and
/// sigma, a colour for each reward.
struct AdvantageFigure: Figure {
  static let contents = "advantages"
  static let writers = ["redit advantages --format csv"]
  static let signature = [
    "group", "completion", "reward", "advantage", "sigma", "undithered", "mean",
    "standard_deviation", "group_energy",
  ]
  static let mayBeEmpty: Set = ["mean", "standard_deviation"]
  static let options: Set<String> = []

  /// One reward of one row.
  private struct Entry {
    let row, reward: String
    let detail: String
    let value: Double
    let spread: Double
  }

  private let entries: [Entry]
  private let withoutLaw: Int

  init(table: CSVTable, choice: PlotChoice) throws {
    var seen: Set<[String]> = []
    var (entries, withoutLaw): ([Entry], Int) = ([], 0)
    for row in table.rows {
      let (group, reward) = (try table.text("group", in: row), try table.text("reward", in: row))
      let (advantage, sigma) = (
        try table.text("advantage", in: row), try table.requiredNumber("sigma", in: row)
      )
      let noise = try table.text("noise", in: row)
      guard seen.insert([group, advantage, noise, "\(sigma)", reward]).inserted else { continue }
      let value =
        try sigma > 0 ? table.number("mean", in: row) : table.number("undithered", in: row)
      guard let value else {
        withoutLaw += 1
        continue
      }
      let detail = sigma > 0 ? "\(noise), sigma \(NumberText.short(sigma))" : "no noise"
      entries.append(
        Entry(
          row: "\(group) \(advantage) \(noise) \(sigma)", reward: reward,
          detail: "group \(group): \(detail)", value: value,
          spread: try sigma > 0 ? table.number("standard_deviation", in: row) ?? 0 : 0))
    }
    self.entries = entries
    self.withoutLaw = withoutLaw
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let rows = entries.map(\.row).inOrderOfAppearance
    let rewards = entries.map(\.reward).inOrderOfAppearance
    let labels = rows.enumerated().map { index, row in
      let entry = entries.first { $0.row == row }!
      var label = RowLabel(
        text: String(row.split(separator: " ")[1]), extent: Double(index)...Double(index + 1))
      label.detail = entry.detail
      return label
    }
    let ends = entries.flatMap { [$0.value - $0.spread, $0.value + $0.spread] }
    let (low, high) = (min(0, ends.min() ?? 0), max(0, ends.max() ?? 1))
    let margin = 0.06 * max(high - low, 1e-9)
    let limits = (low - margin)...(high + margin)
    let series = rewards.enumerated().map { index, reward in
      let style = PlotStyle(curve: index)
      return RowSeries(
        name: "reward \(reward)", color: style.color, marker: style.filledMarker,
        points: entries.filter { $0.reward == reward }.map { entry in
          RowPoint(
            x: entry.value,
            interval: entry.spread > 0
              ? (entry.value - entry.spread)...(entry.value + entry.spread) : nil,
            row: Double(rows.firstIndex(of: entry.row)!)
              + (Double(index) + 1) / Double(rewards.count + 1))
        })
    }
    let subtitle =
      "mean over the noise, bars of one standard deviation; exact"
      + (withoutLaw > 0 ? "; \(withoutLaw) without an exact law left out" : "")
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "Advantages by reward", subtitle: subtitle,
      width: 1080, height: 52 * rows.count + RowScript.chrome, textRows: 2 * rows.count + 16)
    return RowScript(
      frame: frame, labels: labels,
      panels: [
        RowPanel(
          heading: "Advantage", axisLabel: "advantage", limits: limits,
          ticks: linearTicks(in: limits), reference: 0, series: series)
      ], labelWidth: 260
    ).text
  }
}
