/// The groups of a run: what their advantages were divided by, against the deviation of their rewards.
///
/// In a group `A = b (r - mean)`. Points on the diagonal were divided by the group's deviation, points on a level by a
/// constant or by the deviation of their step; points off both are of another formula.
struct AuditGroupFigure: Figure {
  static let contents = "audited groups"
  static let writers = ["redit audit --table groups --format csv"]
  static let signature = [
    "completions", "silent", "deviation", "slope", "misfit", "energy", "largest_advantage",
  ]
  static let mayBeEmpty: Set = ["slope", "misfit", "energy", "largest_advantage"]
  static let options: Set<String> = []

  private let points: [(deviation: Double, divisor: Double)]
  private let withoutSlope: Int

  init(table: CSVTable, choice: PlotChoice) throws {
    var points: [(deviation: Double, divisor: Double)] = []
    var withoutSlope = 0
    for row in table.rows {
      guard let slope = try table.number("slope", in: row), slope > 0 else {
        withoutSlope += 1
        continue
      }
      points.append((try table.requiredNumber("deviation", in: row), 1 / slope))
    }
    if points.isEmpty { throw PlotError.emptyColumn("slope", file: table.file) }
    self.points = points
    self.withoutSlope = withoutSlope
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "What advantages were divided by",
      subtitle: "a point: a group with spread"
        + (withoutSlope > 0 ? "; \(withoutSlope) silent or without advantages left out" : ""),
      height: 480)
    let width = 1.08 * points.map(\.deviation).max()!
    let height = 1.08 * max(width, points.map(\.divisor).max()!)
    let style = PlotStyle(curve: 0)
    let lines =
      frame.setup(notes: []) + [
        "set xlabel 'standard deviation of the rewards of a group (ddof 1)'",
        "set ylabel '(r - mean) / A'", "set xrange [0:\(width)]", "set yrange [0:\(height)]",
        "set xtics nomirror out (\(linearTicks(in: 0...width).forGnuplot))",
        "set ytics nomirror out (\(linearTicks(in: 0...height).forGnuplot))",
      ] + frame.sideLegend(samples: 1.5) + ["$groups << END"]
      + points.map { "\($0.deviation) \($0.divisor)" } + [
        "END",
        "plot [0:\(width)] x with lines linewidth 1.4 linecolor rgb '#888888' title 'the deviation itself', "
          + "1 with lines dashtype 2 linewidth 1.4 linecolor rgb '#888888' title '1: r - mean', "
          + "$groups using 1:2 with points linewidth 1.6 pointtype \(style.hollowMarker) "
          + "linecolor rgb '\(style.color)' title 'groups'",
      ]
    return lines.joined(separator: "\n") + "\n"
  }
}
