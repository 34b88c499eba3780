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
    let parts = [setup, axes, zeroColumn, guides, dataBlocks, [plot]]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  var frame: PlotFrame { PlotFrame(canvas: canvas, title: title, subtitle: labels.subtitle) }

  private var setup: [String] {
    let xLabel = "dither standard deviation σ  (reward units)"
    return frame.setup(notes: [data.quantity.axisLabel])
      + ["set xlabel \(xLabel.quotedForGnuplot)"] + (canvas.isText ? [] : margins)
  }

  private var margins: [String] {
    [
      "set label 3 \(data.quantity.axisLabel.quotedForGnuplot)"
        + " at screen 0.025, graph 0.5 center rotate",
      "set lmargin at screen 0.115",
      "set key outside right center Left reverse samplen 2.5 spacing \(frame.legendSpacing)",
    ]
  }

  private var axes: [String] {
    let x = sigmaAxis.limits
    let y = heightAxis.limits
    var lines = ["set xrange [\(x.lowerBound):\(x.upperBound)]"]
    lines.append("set yrange [\(y.lowerBound):\(y.upperBound)]")
    lines.append("set xtics nomirror out (\(sigmaAxis.ticks.forGnuplot))")
    if heightAxis.isLogarithmic {
      lines.append("set logscale y")
      lines.append("set ytics nomirror out (\(heightAxis.ticks.forGnuplot))")
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
}
