import Platform
import Training

/// A map as a figure: rows are ways to train, columns are noises, blue where noise helps, red where it
/// hurts.
struct HeatMapFigure: Figure {
  static let contents = "maps"
  static let writers = ["redit map"]
  static let signature = ["task", "ratio", "ratio_low", "ratio_high", "effect", "collapse_steps"]
  static let mayBeEmpty: Set = ["ratio", "ratio_low", "ratio_high"]
  static let options: Set<String> = []

  /// One rectangle.
  struct Cell {
    let row, column: Int
    /// Nil where it is not known.
    let ratio: Double?
    let effect: RegimeCell.Effect
  }

  let cells: [Cell]
  let rows: [String]
  let columns: [String]
  private let setting: [String]

  init(table: CSVTable, choice: PlotChoice) throws {
    let names = try table.rows.map { try RegimeName(table, $0) }
    let labels = RegimeLabels(names)
    let (rows, columns) = (
      names.map(labels.regime).inOrderOfAppearance, names.map(labels.noise).inOrderOfAppearance
    )
    let effects = RegimeCell.Effect.allCases.map(\.rawValue)
    cells = try zip(table.rows, names).map { row, name in
      let effect = try table.text("effect", oneOf: effects, in: row)
      return Cell(
        row: rows.firstIndex(of: labels.regime(name))!,
        column: columns.firstIndex(of: labels.noise(name))!,
        ratio: try table.number("ratio", in: row) == nil
          ? nil : try table.requiredNumber("ratio", within: 1e-9...1e9, in: row),
        effect: RegimeCell.Effect(rawValue: effect)!)
    }
    (self.rows, self.columns) = (rows, columns)
    let counts = try ["runs", "steps"].map { column in
      try Set(table.rows.map { try table.count(column, in: $0) }).sorted().joined(separator: " or ")
    }
    setting =
      ["\(counts[0]) runs of \(counts[1]) steps"] + labels.shared(names)
      + PlotLabels.seed(try table.texts("seed"))
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let frame = PlotFrame(
      canvas: canvas, title: title ?? "Steps with noise over steps without it",
      subtitle: setting.joined(separator: ", ") + "; grey figures: the 95% interval holds 1",
      width: Int(labelWidth) + 40 + cellWidth * columns.count,
      height: Self.chrome + Self.cellHeight * rows.count, textRows: rows.count + 12)
    let parts = [
      frame.setup(), layout(frame), axes, cells.flatMap { box($0, isText: canvas.isText) },
      canvas.isText ? [] : key, ["plot NaN notitle"],
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  private static let cellHeight = 28
  private static let chrome = 190

  /// Pixels of a column, which holds its label.
  private var cellWidth: Int {
    max(96, 12 + 8 * (columns.map(\.count).max() ?? 0), 480 / max(columns.count, 1))
  }

  /// Pixels left of the map, which hold the labels of rows.
  private var labelWidth: Double { max(300, 24 + 8 * Double(rows.map(\.count).max() ?? 0)) }

  private func layout(_ frame: PlotFrame) -> [String] {
    guard !frame.canvas.isText else { return ["unset key"] }
    return [
      "set lmargin at screen \(frame.x(labelWidth))",
      "set rmargin at screen \(frame.x(Double(frame.width) - 20))",
      "set bmargin at screen \(frame.y(fromBelow: 30))",
      "unset border", "unset key", "unset grid", "set tics scale 0",
    ]
  }

  /// Rows run from the top; below the last one is room for labels and key.
  private var axes: [String] {
    let foot = Double(rows.count) - 0.15
    let heads = columns.enumerated().map { index, label in
      "set label \(label.quotedForGnuplot) at \(index),\(foot) center front"
    }
    let y = rows.enumerated().map { PlotTick(position: Double($0), label: $1) }
    return heads + [
      "set xrange [-0.5:\(Double(columns.count) - 0.5)]",
      "set yrange [\(Double(rows.count) + 1.6):-0.5]",
      "unset xtics",
      "set ytics (\(y.forGnuplot)) nomirror",
    ]
  }

  /// A coloured rectangle with its ratio.
  private func box(_ cell: Cell, isText: Bool) -> [String] {
    let ratio = cell.effect == .unreached ? nil : cell.ratio
    let text = ratio.map { NumberText.fixed($0, digits: 3) } ?? "not learned"
    let isSeen = cell.effect == .helps || cell.effect == .hurts
    // On the darkest colours black could not be read.
    let seen = abs(Self.position(ratio ?? 1)) > 0.75 ? "#FFFFFF" : "#000000"
    let label =
      "set label \(text.quotedForGnuplot) at \(cell.column),\(cell.row) center front"
      + " textcolor rgb '\(isSeen ? seen : "#8A8A8A")'"
    guard !isText else { return [label] }
    let (x, y) = (Double(cell.column), Double(cell.row))
    let color = ratio.map(Self.color) ?? "#EEEEEE"
    return [rectangle(x - 0.48, y - 0.46, x + 0.48, y + 0.46, color), label]
  }

  /// The colours with their ratios, below the map.
  private var key: [String] {
    let ratios = [0.5, 0.7, 0.9, 0.97, 1, 1.03, 1.1, 1.4, 2]
    let width = min(0.55, Double(columns.count) / Double(ratios.count))
    let top = Double(rows.count) + 0.55
    return ratios.enumerated().flatMap { index, ratio -> [String] in
      let x = -0.48 + width * (Double(index) + 0.5)
      let text = NumberText.short(ratio).quotedForGnuplot
      return [
        rectangle(x - width / 2, top, x + width / 2, top + 0.4, Self.color(ratio)),
        "set label \(text) at \(x),\(top + 0.85) center front textcolor rgb '#555555'",
      ]
    }
  }

  private func rectangle(
    _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, _ color: String
  ) -> String {
    "set object rectangle from \(left),\(top) to \(right),\(bottom) fillcolor rgb '\(color)'"
      + " fillstyle solid noborder"
  }

  /// -1 at half the steps, 1 at twice; the root makes small effects visible.
  static func position(_ ratio: Double) -> Double {
    let octaves = max(-1, min(1, log2(ratio)))
    return octaves < 0 ? -(-octaves).squareRoot() : octaves.squareRoot()
  }

  /// From blue by white to red, which readers with any colour vision can tell apart.
  static func color(_ ratio: Double) -> String {
    let place = position(ratio)
    let end = place < 0 ? [0x21, 0x66, 0xAC] : [0xB2, 0x18, 0x2B]
    let mixed = end.map { Int((255 + (Double($0) - 255) * abs(place)).rounded()) }
    return mixed.reduce(into: "#") { text, value in
      text += (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
    }
  }
}
