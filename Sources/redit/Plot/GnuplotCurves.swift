/// The data blocks and the plot command of a figure.
extension GnuplotScript {
  /// Per curve: the exact law as a line, the simulated points, and the points without dither.
  var dataBlocks: [String] {
    data.curves.indices.flatMap { index in
      Layer.allCases.flatMap { layer -> [String] in
        let rows = rows(of: layer, curve: index)
        return rows.isEmpty ? [] : ["$\(layer)\(index) << END"] + rows + ["END"]
      }
    }
  }

  /// The plot command: lines below, points above them, then the legend.
  var plot: String {
    let curves = data.curves.indices
    let layers = Layer.allCases.flatMap { layer in
      curves.filter { !rows(of: layer, curve: $0).isEmpty }.flatMap { draw(layer, curve: $0) }
    }
    return "plot " + (layers + curves.map(legendEntry) + notes).joined(separator: ", \\\n  ")
  }

  fileprivate enum Layer: String, CaseIterable {
    case exact, points, zero
  }

  private func rows(of layer: Layer, curve index: Int) -> [String] {
    let curve = data.curves[index]
    let points = layer == .zero ? curve.undithered : curve.dithered
    return points.compactMap { point in
      guard let height = layer.height(point) else { return nil }
      let x = sigmaAxis.position(of: point.sigma, curve: index, of: data.curves.count)
      if layer == .exact { return "\(x) \(height)" }
      let interval = point.interval ?? height...height
      return "\(x) \(height) \(onAxis(interval.lowerBound)) \(interval.upperBound)"
    }
  }

  private func size(_ size: Double) -> String { frame.markerSize(size) }

  /// An interval that reaches below a logarithmic axis ends at its foot.
  private func onAxis(_ height: Double) -> Double {
    heightAxis.isLogarithmic ? max(height, heightAxis.limits.lowerBound) : height
  }

  private func draw(_ layer: Layer, curve index: Int) -> [String] {
    let style = PlotStyle(curve: index)
    let block = "$\(layer)\(index)"
    let color = "linecolor rgb '\(style.color)' notitle"
    let bars = "\(block) using 1:2:3:4 with yerrorbars linewidth 1.4"
    switch layer {
    case .exact:
      return ["\(block) with lines linewidth 2 \(color)"]
    case .points:
      return ["\(bars) pointtype \(style.filledMarker) \(size(0.9)) \(color)"]
    case .zero:
      if canvas.isText { return ["\(bars) pointtype \(style.filledMarker) \(color)"] }
      let white = "with points pointtype \(style.filledMarker) \(size(1.1)) linecolor rgb 'white'"
      return [
        "\(bars) pointtype \(style.filledMarker) \(size(0.4)) \(color)",
        "\(block) using 1:2 \(white) notitle",
        "\(block) using 1:2 with points pointtype \(style.hollowMarker) \(size(1.1))"
          + " linewidth 1.6 \(color)",
      ]
    }
  }

  private func legendEntry(_ index: Int) -> String {
    let style = PlotStyle(curve: index)
    let hasLine = !rows(of: .exact, curve: index).isEmpty
    let hasPoints = data.curves[index].points.contains { $0.estimate != nil }
    let marker = "pointtype \(style.filledMarker) \(size(0.9))"
    let look = hasPoints ? (hasLine ? "linespoints \(marker)" : "points \(marker)") : "lines"
    return "NaN with \(look) linewidth 2 linecolor rgb '\(style.color)'"
      + " title \(labels.legend[index].quotedForGnuplot)"
  }

  /// What line, point, hollow point and dashed line mean, as far as the figure has them.
  private var notes: [String] {
    if canvas.isText { return [] }
    let all = data.curves.flatMap(\.points)
    let dithered = all.filter { $0.sigma > 0 }
    let simulation = all.contains { $0.interval != nil } ? "simulation ± 2 s.e." : "simulation"
    let point = "with points linewidth 1.6"
    let entries: [(isDrawn: Bool, look: String, words: String)] = [
      (dithered.contains { $0.exact != nil }, "with lines linewidth 2", "exact law"),
      (dithered.contains { $0.estimate != nil }, "\(point) pointtype 7 \(size(0.9))", simulation),
      (sigmaAxis.zero != nil, "\(point) pointtype 6 \(size(1.1))", "no dither"),
      (sigmaAxis.axisBreak != nil, "with lines dashtype (10, 6)", "level without dither"),
    ]
    let gap = "NaN with points pointtype 0 linecolor rgb 'white' title ' '"
    return [gap]
      + entries.filter(\.isDrawn).map {
        "NaN \($0.look) linecolor rgb '#555555' title '\($0.words)'"
      }
  }
}

extension GnuplotScript.Layer {
  /// What a layer shows of a point: without a simulation, the exact value marks sigma = 0.
  fileprivate func height(_ point: PlotPoint) -> Double? {
    switch self {
    case .exact: point.exact
    case .points: point.estimate
    case .zero: point.estimate ?? point.exact
    }
  }
}
