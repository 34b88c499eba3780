import Foundation

/// Where a figure is drawn.
enum PlotCanvas: Equatable {
  case svg
  case png
  case terminal(columns: Int, rows: Int, color: Bool)

  var isText: Bool {
    if case .terminal = self { true } else { false }
  }
}

/// The gnuplot script of a figure: a pure function of the data, all numbers inside the script.
struct GnuplotScript {
  let data: PlotData
  let title: String
  let canvas: PlotCanvas
  let labels: PlotLabels
  let sigmaAxis: SigmaAxis
  let heightAxis: HeightAxis

  init(data: PlotData, title: String? = nil, canvas: PlotCanvas) {
    self.data = data
    self.title = title ?? data.quantity.title
    self.canvas = canvas
    labels = PlotLabels(data: data)
    let points = data.curves.flatMap(\.points).filter { !$0.heights.isEmpty }
    sigmaAxis = SigmaAxis(sigmas: points.map(\.sigma), curveCount: data.curves.count)
    heightAxis = HeightAxis(
      values: points.flatMap { [$0.estimate, $0.exact].compactMap(\.self) },
      reaches: points.flatMap(\.heights))
  }

  /// The whole script; gnuplot writes the figure to its standard output.
  var text: String {
    let parts = [[terminal], frame, axes, zeroColumn, guides, dataBlocks, [plot]]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  private var terminal: String {
    switch canvas {
    case .svg:
      "set terminal svg size 960,560 dynamic background 'white' noenhanced font 'Helvetica,14'"
    case .png:
      "set terminal pngcairo size 1920,1120 background 'white' noenhanced"
        + " linewidth 2 pointscale 2 font 'Helvetica,21'"
    case .terminal(let columns, let rows, let color):
      "set terminal dumb size \(columns),\(rows) \(color ? "ansi" : "mono") noenhanced"
    }
  }

  /// The larger font of the heading, as each terminal spells it.
  private var headingFont: String {
    canvas == .png ? "Helvetica:Bold,25" : "Helvetica Bold,17"
  }

  private var frame: [String] {
    let common = [
      "set encoding utf8",
      "set errorbars 0",
      "set xlabel \(quoted("dither standard deviation σ  (reward units)"))",
    ]
    return common + (canvas.isText ? textFrame : pictureFrame)
  }

  private var textFrame: [String] {
    guard case .terminal(let columns, _, _) = canvas else { return [] }
    let heading = [title, data.quantity.axisLabel, labels.subtitle]
    let lines = heading.flatMap { wrapped($0, at: columns - 4) }.map(quoted)
    return ["set title \(lines.joined(separator: #"."\n"."#))", "set key below"]
  }

  private var pictureFrame: [String] {
    [
      "set label 3 \(quoted(data.quantity.axisLabel)) at screen 0.025, graph 0.5 center rotate",
      "set label 1 \(quoted(title)) at screen 0.02, screen 0.955 font '\(headingFont)'",
      "set label 2 \(quoted(labels.subtitle)) at screen 0.02, screen 0.9"
        + " textcolor rgb '#555555'",
      "set lmargin at screen 0.115",
      "set tmargin at screen 0.845",
      "set key outside right center Left reverse samplen 2.5 spacing \(canvas == .png ? 1.4 : 1.15)",
      "set tics scale \(canvas == .png ? "1, 0.5" : "0.7, 0.35")",
      "set border 3 linewidth 1 linecolor rgb '#444444'",
      "set grid ytics back linetype 1 linewidth 0.6 linecolor rgb '#E3E3E3'",
    ]
  }

  private var axes: [String] {
    let x = sigmaAxis.limits
    let y = heightAxis.limits
    var lines = ["set xrange [\(x.lowerBound):\(x.upperBound)]"]
    lines.append("set yrange [\(y.lowerBound):\(y.upperBound)]")
    lines.append("set xtics nomirror out (\(list(sigmaAxis.ticks)))")
    if heightAxis.isLogarithmic {
      lines.append("set logscale y")
      lines.append("set ytics nomirror out (\(list(heightAxis.ticks)))")
    } else {
      lines.append("set ytics nomirror out")
    }
    return lines
  }

  /// The shaded column of sigma = 0 and the break between it and the logarithmic axis.
  private var zeroColumn: [String] {
    guard let axisBreak = sigmaAxis.axisBreak, !canvas.isText else { return [] }
    let slash = 0.006 * (sigmaAxis.limits.upperBound - sigmaAxis.limits.lowerBound)
    let strokes = [-0.7, 0.7].map { shift -> String in
      let x = axisBreak + shift * slash
      return "set arrow from first \(x - slash), graph -0.018 to first \(x + slash), graph 0.018"
        + " nohead front linewidth 1.2 linecolor rgb '#444444'"
    }
    let column =
      "set object 1 rectangle from graph 0, graph 0 to first \(axisBreak), graph 1"
      + " behind fillcolor rgb '#F4F4F4' fillstyle solid noborder"
    return [column] + strokes
  }

  /// A dashed line at each height without dither, so that a jump at sigma = 0+ is seen.
  private var guides: [String] {
    guard let axisBreak = sigmaAxis.axisBreak else { return [] }
    let levels = data.curves.map { curve in
      curve.undithered.first.flatMap { $0.exact ?? $0.estimate }
    }
    return levels.indices.compactMap { index -> String? in
      guard let level = levels[index], levels.firstIndex(of: level) == index else { return nil }
      let isShared = levels.count(where: { $0 == level }) > 1
      let color = isShared ? "#777777" : PlotStyle(curve: index).color
      return "set arrow from \(axisBreak), \(level) to \(sigmaAxis.limits.upperBound), \(level)"
        + " nohead back dashtype (10, 6) linewidth 1 linecolor rgb '\(color)'"
    }
  }

  /// A text in lines of at most `width` characters, broken at spaces.
  private func wrapped(_ text: String, at width: Int) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word.prefix(width)))
      }
    }
  }

  private func list(_ ticks: [PlotTick]) -> String {
    ticks.map { tick in
      tick.label.map { "\(quoted($0)) \(tick.position)" } ?? "'' \(tick.position) 1"
    }.joined(separator: ", ")
  }

  /// Text for gnuplot: in single quotes nothing is expanded or run; control characters go.
  static func quoted(_ text: String) -> String {
    let printable = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }
    let plain = String(String.UnicodeScalarView(printable))
    return "'" + plain.replacing("'", with: "''") + "'"
  }

  private func quoted(_ text: String) -> String { Self.quoted(text) }
}
