/// The gnuplot script of a figure whose vertical axis is a list: panels side by side over shared rows.
///
/// A terminal shows the first panel only.
struct RowScript {
  let frame: PlotFrame
  let labels: [RowLabel]
  let panels: [RowPanel]
  /// Pixels left of the first panel.
  let labelWidth: Double
  var labelSize = 13.0

  /// Pixels below and above the rows, for a figure of that height.
  static let chrome = 256

  private var isText: Bool { frame.canvas.isText }
  private var rowCount: Double { labels.map(\.extent.upperBound).max() ?? 1 }

  /// The whole script.
  var text: String {
    let shown = isText ? Array(panels.prefix(1)) : panels
    let blocks = shown.indices.flatMap { dataBlocks(of: shown[$0], number: $0) }
    let pictures = shown.indices.flatMap { picture(of: shown[$0], number: $0, of: shown.count) }
    let multiple = shown.count > 1
    let parts = [
      frame.setup(notes: [panels[0].heading]), blocks, rows,
      multiple ? ["set multiplot"] : [], pictures, multiple ? ["unset multiplot"] : [],
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  /// Rows run from the top; every second label is shaded.
  private var rows: [String] {
    let range = ["set yrange [\(rowCount):0]"]
    guard !isText else { return range + ["set ytics nomirror (\(ticks.forGnuplot))"] }
    let stripes = labels.indices.filter { $0.isMultiple(of: 2) }.map { index in
      let extent = labels[index].extent
      return "set object \(index + 1) rectangle from graph 0, first \(extent.lowerBound)"
        + " to graph 1, first \(extent.upperBound)"
        + " behind fillcolor rgb '#F4F4F4' fillstyle solid noborder"
    }
    return range + stripes + [
      "unset ytics", "set border 1", "unset grid",
      "set grid xtics back linetype 1 linewidth 0.6 linecolor rgb '#E3E3E3'",
      "set bmargin at screen \(frame.y(fromBelow: 138))",
      "set tmargin at screen \(frame.y(118 + frame.further))",
    ]
  }

  private var ticks: [PlotTick] {
    labels.map { PlotTick(position: $0.center, label: $0.text.cut(to: 30)) }
  }

  /// How far the two lines of a label stand from its middle; SVG and PNG count characters otherwise.
  private var lift: Double { frame.canvas == .svg ? 0.38 : 0.48 }

  private var words: [String] {
    labels.enumerated().flatMap { index, label -> [String] in
      // Two tags for each label, above that of a panel's heading, 3, and below those of the title
      // from 9000.
      let place = "at graph -0.02, first \(label.center) right"
      let font = "font '\(frame.font(labelSize))'"
      guard !label.detail.isEmpty else {
        return ["set label \(100 + 2 * index) \(label.text.quotedForGnuplot) \(place) \(font)"]
      }
      let small = "font '\(frame.font(labelSize - 2))' textcolor rgb '#555555'"
      return [
        "set label \(100 + 2 * index) \(label.text.quotedForGnuplot) \(place)"
          + " offset character 0, \(lift) \(font)",
        "set label \(101 + 2 * index) \(label.detail.quotedForGnuplot) \(place)"
          + " offset character 0, \(-lift) \(small)",
      ]
    }
  }
}

/// Panels.
extension RowScript {
  private func dataBlocks(of panel: RowPanel, number: Int) -> [String] {
    panel.series.indices.flatMap { index -> [String] in
      let points = panel.series[index].points
      if points.isEmpty { return [] }
      let lines = points.map { point in
        let interval = point.interval ?? point.x...point.x
        return "\(point.x) \(point.row) \(interval.lowerBound) \(interval.upperBound)"
      }
      return ["$panel\(number)_\(index) << END"] + lines + ["END"]
    }
  }

  private func picture(of panel: RowPanel, number: Int, of count: Int) -> [String] {
    let axis = [
      "set xrange [\(panel.limits.lowerBound):\(panel.limits.upperBound)]",
      "set xtics nomirror out (\(panel.ticks.forGnuplot))",
      "set xlabel \(panel.axisLabel.quotedForGnuplot)",
    ]
    return axis + (isText ? [] : place(of: panel, number: number)) + guides(of: panel)
      + ["plot " + curves(of: panel, number: number).joined(separator: ", \\\n  ")]
  }

  private func place(of panel: RowPanel, number: Int) -> [String] {
    let gap = 34.0
    let room = Double(frame.width) - labelWidth - 25 - gap * Double(panels.count - 1)
    let total = panels.reduce(0) { $0 + $1.width }
    let before = panels.prefix(number).reduce(0) { $0 + $1.width } / total
    let left = labelWidth + Double(number) * gap + before * room
    let right = left + panel.width / total * room
    let heading =
      "set label 3 \(panel.heading.quotedForGnuplot) at graph 0, screen \(frame.y(100 + frame.further))"
    return [
      "set lmargin at screen \(frame.x(left))", "set rmargin at screen \(frame.x(right))", heading,
    ]
      + (number == 0
        ? words
          + [
            "set key at graph 0, screen \(frame.y(fromBelow: 36)) left center"
              + " horizontal Left reverse samplen 1.5 width 2 spacing \(frame.legendSpacing)"
          ]
        : ["unset key"]
          + (number == 1
            ? (labels.indices.flatMap {
              ["unset label \(100 + 2 * $0)", "unset label \(101 + 2 * $0)"]
            } + frame.withoutHeading) : []))
  }

  private func guides(of panel: RowPanel) -> [String] {
    let line =
      "set arrow 1 from \(panel.reference), graph 0 to \(panel.reference), graph 1"
      + " nohead back linewidth 1.4 linecolor rgb '#444444'"
    guard let band = panel.band, !isText else { return [line] }
    return [
      line,
      "set object 9999 rectangle from first \(band.lowerBound), graph 0"
        + " to first \(band.upperBound), graph 1"
        + " behind fillcolor rgb '#56B4E9' fillstyle transparent solid 0.18 noborder",
    ]
  }

  private func curves(of panel: RowPanel, number: Int) -> [String] {
    let curves = panel.series.indices.flatMap { index -> [String] in
      let series = panel.series[index]
      let color = "linecolor rgb '\(series.color)'"
      let marker = "pointtype \(series.marker) \(frame.markerSize(series.size)) \(color)"
      let legend = "title \(series.name.quotedForGnuplot)"
      if series.points.isEmpty { return [] }
      let block = "$panel\(number)_\(index)"
      let bars = "\(block) using 1:2:3:4 with xerrorbars linewidth 1.6 \(marker)"
      let points = "\(block) using 1:2 with points linewidth 1.6 \(marker)"
      return ["\(series.points.contains { $0.interval != nil } ? bars : points) \(legend)"]
    }
    // Axes with nothing between them, where no run came so far: a plot of nothing is an error.
    return curves.isEmpty ? ["NaN notitle"] : curves
  }
}
