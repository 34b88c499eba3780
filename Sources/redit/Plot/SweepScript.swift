import Platform

/// The gnuplot script of a sweep: a pure function of the data, all numbers inside the script.
///
/// All panels share both axes, and one legend right of them. A terminal shows one panel.
struct SweepScript {
  let figure: SweepFigure
  let canvas: PlotCanvas
  let labels: PlotLabels
  let panels: SweepPanels
  let frame: PlotFrame
  let sigmaAxis: SigmaAxis
  let heightAxis: HeightAxis

  var data: PlotData { figure.data }

  init(figure: SweepFigure, title: String? = nil, canvas: PlotCanvas) {
    self.figure = figure
    self.canvas = canvas
    let data = figure.data
    labels = PlotLabels(data: data)
    panels = SweepPanels(
      settings: data.curves.map(\.settings), labels: labels, isWhole: canvas.isText)
    let points = (data.curves.flatMap(\.points) + figure.laws.values.joined()).filter {
      !$0.heights.isEmpty
    }
    let most = panels.panels.map(\.curves.count).max() ?? 1
    sigmaAxis = SigmaAxis(sigmas: points.map(\.sigma), curveCount: most)
    heightAxis = HeightAxis(
      values: points.flatMap { [$0.estimate, $0.exact].compactMap(\.self) },
      reaches: points.flatMap(\.heights), bounds: data.quantity.bounds)
    let layout = SweepLayout(panels: panels)
    frame = PlotFrame(
      canvas: canvas, title: title ?? data.quantity.title, subtitle: labels.subtitle,
      width: layout.width, height: layout.height)
  }

  /// The whole script; gnuplot writes the figure to its standard output.
  var text: String {
    let layout = SweepLayout(panels: panels)
    let heights = [data.quantity.axisLabel + heightAxis.unitWords]
    let pictures = panels.panels.indices.flatMap { index in
      axes(ofPanel: index, layout) + zeroColumn + guides(of: panels.panels[index])
        + [plot(panel: index)]
    }
    let isMultiple = panels.panels.count > 1
    let parts = [
      frame.setup(notes: heights), panels.panels.indices.flatMap(dataBlocks),
      isMultiple ? ["set multiplot"] : [], pictures, isMultiple ? ["unset multiplot"] : [],
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  private func axes(ofPanel index: Int, _ layout: SweepLayout) -> [String] {
    let (x, y) = (sigmaAxis.limits, heightAxis.limits)
    let xLabel = "dither standard deviation σ  (reward units)"
    let common = [
      "set xrange [\(x.lowerBound):\(x.upperBound)]",
      "set yrange [\(y.lowerBound):\(y.upperBound)]",
      "set xtics nomirror out (\(sigmaAxis.ticks.forGnuplot))",
      "set ytics nomirror out (\(heightAxis.ticks.forGnuplot))",
      layout.isAtFoot(index) ? "set xlabel \(xLabel.quotedForGnuplot)" : "unset xlabel",
    ]
    if canvas.isText { return common }
    let label = (data.quantity.axisLabel + heightAxis.unitWords).quotedForGnuplot
    let (left, top) = layout.corner(of: index)
    let above = frame.further
    return common + [
      "set lmargin at screen \(frame.x(left))",
      "set rmargin at screen \(frame.x(left + layout.panelWidth))",
      "set tmargin at screen \(frame.y(above + top))",
      "set bmargin at screen \(frame.y(above + top + layout.panelHeight))",
      layout.isAtLeft(index)
        ? "set label 3 \(label) at screen \(frame.x(left - 98)), graph 0.5 center rotate"
        : "unset label 3",
      panels.panels[index].heading.isEmpty
        ? "unset label 4"
        : "set label 4 \(panels.panels[index].heading.quotedForGnuplot)"
          + " at graph 0, screen \(frame.y(above + top - 16))",
      index == 0
        ? "set key at screen \(frame.x(layout.legendLeft)), screen \(frame.y(above + layout.top))"
          + " left top vertical Left reverse samplen 2.5 spacing \(frame.legendSpacing)"
        : "unset key",
    ] + (index == 1 ? frame.withoutHeading : [])
  }

  /// The shaded column of sigma = 0 and the break between it and the logarithmic axis.
  private var zeroColumn: [String] {
    guard let axisBreak = sigmaAxis.axisBreak, !canvas.isText else { return [] }
    let slash = 0.006 * (sigmaAxis.limits.upperBound - sigmaAxis.limits.lowerBound)
    let strokes = [-0.7, 0.7].enumerated().map { index, shift -> String in
      let x = axisBreak + shift * slash
      return "set arrow \(index + 1)"
        + " from first \(x - slash), graph -0.018 to first \(x + slash), graph 0.018"
        + " nohead front linewidth 1.2 linecolor rgb '#444444'"
    }
    let column =
      "set object 1 rectangle from graph 0, graph 0 to first \(axisBreak), graph 1"
      + " behind fillcolor rgb '#F4F4F4' fillstyle solid noborder"
    return [column] + strokes
  }

  /// A dashed line at each height without dither, so that a jump at sigma = 0+ is seen; one in gray
  /// for curves that share it.
  private func guides(of panel: SweepPanels.Panel) -> [String] {
    guard let axisBreak = sigmaAxis.axisBreak else { return [] }
    let tolerance = 0.004 * (heightAxis.limits.upperBound - heightAxis.limits.lowerBound)
    var levels: [(height: Double, color: String)] = []
    for curve in panel.curves {
      guard let level = data.curves[curve].undithered.first?.height else { continue }
      let height = heightAxis.position(of: level)
      if let known = levels.firstIndex(where: { abs($0.height - height) <= tolerance }) {
        levels[known].color = "#777777"
      } else {
        levels.append((height, PlotStyle(curve: panels.looks[curve]).color))
      }
    }
    // As many as any panel has, so that none of an earlier one is left.
    return (0..<data.curves.count).map { index in
      guard index < levels.count else { return "unset arrow \(10 + index)" }
      let level = levels[index]
      return "set arrow \(10 + index) from \(axisBreak), \(level.height)"
        + " to \(sigmaAxis.limits.upperBound), \(level.height)"
        + " nohead back dashtype (10, 6) linewidth 1 linecolor rgb '\(level.color)'"
    }
  }
}

/// Where panels and legend stand, in pixels.
struct SweepLayout {
  let columns: Int
  let panelWidth, panelHeight: Double
  let width, height: Int
  let legendLeft: Double
  /// Of the first row of panels.
  let top: Double
  private let count: Int

  private static let left = 122.0
  private static let (gap, rowGap) = (58.0, 92.0)

  init(panels: SweepPanels) {
    count = panels.panels.count
    columns = count == 4 ? 2 : min(count, 3)
    let rows = (count + columns - 1) / columns
    let legend = PlotFrame.legendWidth(panels.legend + [SweepScript.longestNote])
    let legendHeight = PlotFrame.legendLine * Double(panels.legend.count + 9)
    top = count == 1 ? 86.8 : 112
    if count == 1 {
      panelWidth = max(520, 960 - Self.left - legend)
      panelHeight = max(402, legendHeight)
    } else {
      panelWidth = 290
      let whole = Double(rows) * 230 + Double(rows - 1) * Self.rowGap
      panelHeight =
        230 + max(0, legendHeight - whole) / Double(rows)
    }
    let right =
      Self.left + Double(columns) * panelWidth + Double(columns - 1) * Self.gap
    legendLeft = right + 20
    width = Int(right + 20 + legend)
    height = Int(top + Double(rows) * panelHeight + Double(rows - 1) * Self.rowGap + 72)
  }

  func isAtLeft(_ panel: Int) -> Bool { panel % columns == 0 }

  /// Whether no panel stands below.
  func isAtFoot(_ panel: Int) -> Bool { panel + columns >= count }

  func corner(of panel: Int) -> (left: Double, top: Double) {
    (
      Self.left + Double(panel % columns) * (panelWidth + Self.gap),
      top + Double(panel / columns) * (panelHeight + Self.rowGap)
    )
  }
}
