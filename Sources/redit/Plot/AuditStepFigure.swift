/// The steps of a run: the share of silent groups as boxes, the mean reward as a line.
struct AuditStepFigure: Figure {
  static let contents = "audited steps"
  static let writers = ["redit audit --format csv"]
  static let signature = [
    "step", "groups", "silent", "silent_share", "mean_reward", "energy_silent", "residue_groups",
  ]
  static let mayBeEmpty: Set = ["step", "silent_share", "mean_reward"]
  static let options: Set<String> = []

  /// Steps without a group that has rewards are gaps.
  private let points: [(step: Double, silent: Double?, reward: Double?)]

  init(table: CSVTable, choice: PlotChoice) throws {
    points = try table.rows.enumerated().map { place, row in
      (
        try table.number("step", in: row) ?? Double(place + 1),
        try table.number("silent_share", in: row), try table.number("mean_reward", in: row)
      )
    }
    if points.isEmpty { throw PlotError.emptyColumn("step", file: table.file) }
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "The run, step by step",
      subtitle: "silent: groups whose rewards, without noise, are all the same",
      height: 420)
    let rewards = points.compactMap(\.reward)
    let (low, high) = (min(0, rewards.min() ?? 0), max(1, rewards.max() ?? 1))
    let steps = points.map(\.step)
    let (first, last) = (steps.min()!, steps.max()!)
    let style = (PlotStyle(curve: 0), PlotStyle(curve: 1))
    let lines =
      frame.setup(notes: []) + [
        "set xlabel 'step'", "set xrange [\(first - 0.7):\(last + 0.7)]",
        "set yrange [\(low):\(high)]", "set xtics nomirror out",
        "set ytics nomirror out (\(linearTicks(in: low...high).forGnuplot))", "set boxwidth 0.6",
      ] + frame.sideLegend(samples: 2.5) + ["$steps << END"]
      + points.map { "\($0.step) \($0.silent ?? .nan) \($0.reward ?? .nan)" } + ["END"]
      + [
        "plot $steps using 1:2 with boxes fillstyle solid 0.35 linecolor rgb '\(style.0.color)' "
          + "title 'silent groups', $steps using 1:3 with linespoints linewidth 2 pointtype "
          + "\(style.1.filledMarker) linecolor rgb '\(style.1.color)' title 'mean reward'"
      ]
    return lines.joined(separator: "\n") + "\n"
  }
}
