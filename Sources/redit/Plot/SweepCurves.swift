/// The data blocks and the plot command of a panel.
extension SweepScript {
  fileprivate enum Layer: String, CaseIterable {
    case law, points, zero
  }

  /// Per curve: the exact law as a line, the points, and the points without dither.
  func dataBlocks(panel: Int) -> [String] {
    let asides = asides(panel: panel)
    return panels.panels[panel].curves.flatMap { curve in
      Layer.allCases.flatMap { layer -> [String] in
        let rows = rows(of: layer, curve: curve, panel: panel, asides: asides)
        return rows.isEmpty ? [] : ["$\(layer)\(curve) << END"] + rows + ["END"]
      }
    }
  }

  /// The plot command: lines below, points above them, then, in the first panel, the legend.
  func plot(panel: Int) -> String {
    let curves = panels.panels[panel].curves
    let bundles = bundles(panel: panel)
    let layers = Layer.allCases.flatMap { layer in
      curves.filter { hasRows(layer, curve: $0) }.flatMap { curve in
        draw(layer, curve: curve, dash: dash(of: curve, in: bundles))
      }
    }
    let legend = panel == 0 ? panels.legend.indices.map(legendEntry) + notes : []
    let all = layers + legend
    return "plot " + (all.isEmpty ? ["NaN notitle"] : all).joined(separator: ", \\\n  ")
  }

  // MARK: What a curve has

  /// The law between its first and last row: on the fine grid where that is known, else the exact
  /// values of the rows themselves.
  private func law(_ curve: Int) -> [PlotPoint] {
    figure.laws[data.curves[curve].settings]
      ?? data.curves[curve].dithered.filter {
        $0.exact != nil
      }
  }

  private func hasFineLaw(_ curve: Int) -> Bool {
    if let law = figure.laws[data.curves[curve].settings] { return law.count > 1 }
    let sigmas = data.curves[curve].dithered.filter { $0.exact != nil }.map(\.sigma)
    return sigmas.count > 2 && zip(sigmas, sigmas.dropFirst()).allSatisfy { $1 <= 1.12 * $0 }
  }

  /// The points to mark: estimates, or, where a line through them would not be the law, exact values.
  private func marked(_ curve: Int) -> [(point: PlotPoint, height: Double)] {
    let points = data.curves[curve].dithered
    if points.contains(where: { $0.estimate != nil }) || hasFineLaw(curve) {
      return points.compactMap { point in point.estimate.map { (point, $0) } }
    }
    return points.compactMap { point in point.exact.map { (point, $0) } }
  }

  /// Without a simulation, the exact value marks sigma = 0.
  private func unditheredHeight(_ point: PlotPoint) -> Double? { point.estimate ?? point.exact }

  private func hasRows(_ layer: Layer, curve: Int) -> Bool {
    switch layer {
    case .law: !law(curve).isEmpty
    case .points: !marked(curve).isEmpty
    case .zero: data.curves[curve].undithered.contains { unditheredHeight($0) != nil }
    }
  }

  private func rows(
    of layer: Layer, curve: Int, panel: Int, asides: [Place: Double]
  ) -> [String] {
    let y = { heightAxis.position(of: $0) }
    let row = { (x: Double, height: Double, interval: ClosedRange<Double>?) in
      let ends = interval ?? height...height
      return "\(x) \(y(height)) \(y(ends.lowerBound)) \(y(ends.upperBound))"
    }
    let curves = panels.panels[panel].curves
    switch layer {
    case .law:
      return law(curve).compactMap { point in
        guard point.sigma > 0, let exact = point.exact else { return nil }
        return "\(sigmaAxis.position(of: point.sigma, curve: 0, of: 1)) \(y(exact))"
      }
    case .points:
      return marked(curve).map { point, height in
        let x = sigmaAxis.position(of: point.sigma, curve: 0, of: 1)
        let aside = asides[Place(curve: curve, sigma: point.sigma)] ?? 0
        return row(x + aside, height, point.interval)
      }
    case .zero:
      let rank = curves.firstIndex(of: curve) ?? 0
      return data.curves[curve].undithered.compactMap { point in
        unditheredHeight(point).map {
          row(sigmaAxis.position(of: 0, curve: rank, of: curves.count), $0, point.interval)
        }
      }
    }
  }

  // MARK: Coincidence

  private struct Place: Hashable {
    let curve: Int
    let sigma: Double
  }

  private var span: Double { heightAxis.limits.upperBound - heightAxis.limits.lowerBound }

  /// How far each mark steps aside so that none hides another, in decades.
  private func asides(panel: Int) -> [Place: Double] {
    if canvas.isText { return [:] }
    var bySigma: [Double: [(curve: Int, height: Double)]] = [:]
    for curve in panels.panels[panel].curves {
      for (point, height) in marked(curve) {
        bySigma[point.sigma, default: []].append((curve, heightAxis.position(of: height)))
      }
    }
    let places = bySigma.keys.map { sigmaAxis.position(of: $0, curve: 0, of: 1) }.sorted()
    let gap = zip(places, places.dropFirst()).map { $1 - $0 }.min() ?? 1
    let most = Double(bySigma.values.map(\.count).max() ?? 1)
    let width = sigmaAxis.limits.upperBound - sigmaAxis.limits.lowerBound
    let step = min((panels.panels.count > 1 ? 0.022 : 0.013) * width, 0.7 * gap / most)
    var asides: [Place: Double] = [:]
    for (sigma, marks) in bySigma {
      let steps = CurveOverlap.asides(marks.map(\.height), tolerance: 0.024 * span)
      for (mark, aside) in zip(marks, steps) {
        asides[Place(curve: mark.curve, sigma: sigma)] = aside * step
      }
    }
    return asides
  }

  /// Lines that run together, as places of curves.
  func bundles(panel: Int) -> [[Int]] {
    let curves = panels.panels[panel].curves.filter { !law($0).isEmpty }
    let courses = curves.map { curve in
      Dictionary(
        law(curve).map { ($0.sigma, heightAxis.position(of: $0.exact ?? 0)) },
        uniquingKeysWith: { first, _ in first })
    }
    return CurveOverlap.bundles(courses, tolerance: 0.006 * span).map { $0.map { curves[$0] } }
  }

  private func dash(of curve: Int, in bundles: [[Int]]) -> String? {
    for bundle in bundles {
      guard let rank = bundle.firstIndex(of: curve) else { continue }
      return CurveOverlap.dash(rank, of: bundle.count)
    }
    return PlotStyle(curve: panels.looks[curve]).dash
  }
}

/// How each thing looks.
extension SweepScript {
  private func size(_ size: Double) -> String {
    frame.markerSize(panels.panels.count > 1 ? 0.75 * size : size)
  }

  private func draw(_ layer: Layer, curve: Int, dash: String?) -> [String] {
    let style = PlotStyle(curve: panels.looks[curve])
    let block = "$\(layer)\(curve)"
    let color = "linecolor rgb '\(style.color)' notitle"
    let bars = "\(block) using 1:2:3:4 with yerrorbars linewidth 1.4"
    switch layer {
    case .law:
      let width = hasFineLaw(curve) ? 2.0 : 0.8
      return ["\(block) with lines linewidth \(width)\(dashtype(dash)) \(color)"]
    case .points:
      return ["\(bars) pointtype \(style.filledMarker) \(size(0.9)) \(color)"]
    case .zero:
      if canvas.isText { return ["\(bars) pointtype \(style.filledMarker) \(color)"] }
      // A hollow marker would let its bar show through: white lies between the two.
      let white = "with points pointtype \(style.filledMarker) \(size(1.1)) linecolor rgb 'white'"
      return [
        "\(bars) pointtype \(style.filledMarker) \(size(0.4)) \(color)",
        "\(block) using 1:2 \(white) notitle",
        "\(block) using 1:2 with points pointtype \(style.hollowMarker) \(size(1.1))"
          + " linewidth 1.6 \(color)",
      ]
    }
  }

  private func dashtype(_ dash: String?) -> String { dash.map { " dashtype \($0)" } ?? "" }

  private func legendEntry(_ look: Int) -> String {
    let style = PlotStyle(curve: look)
    let curves = data.curves.indices.filter { panels.looks[$0] == look }
    let hasLine = curves.contains { !law($0).isEmpty }
    let hasPoints = curves.contains { !marked($0).isEmpty || data.curves[$0].dithered.isEmpty }
    let marker = "pointtype \(style.filledMarker) \(size(0.9))"
    let kind = hasPoints ? (hasLine ? "linespoints \(marker)" : "points \(marker)") : "lines"
    // NaN draws nothing, and has its line in the legend all the same.
    return "NaN with \(kind) linewidth 2\(dashtype(style.dash)) linecolor rgb '\(style.color)'"
      + " title \(panels.legend[look].cut(to: 70).quotedForGnuplot)"
  }

  /// The longest line under the legend.
  static let longestNote = "line through the table's points"

  /// What line, point, hollow point and dashed line mean, as far as the figure has them.
  private var notes: [String] {
    if canvas.isText { return [] }
    let all = data.curves.flatMap(\.points)
    let dithered = all.filter { $0.sigma > 0 }
    let lines = data.curves.indices.filter { law($0).count > 1 }
    let simulation = all.contains { $0.interval != nil } ? "simulation ± 2 s.e." : "simulation"
    let isStriped = panels.panels.indices.contains { !bundles(panel: $0).isEmpty }
    let isAside = panels.panels.indices.contains { asides(panel: $0).values.contains { $0 != 0 } }
    let point = "with points linewidth 1.6"
    let dot = "\(point) pointtype 7 \(size(0.9))"
    let entries: [(isDrawn: Bool, look: String, words: String)] = [
      (lines.contains(where: hasFineLaw), "with lines linewidth 2", "exact law"),
      (
        lines.contains { !hasFineLaw($0) }, "with lines linewidth 0.8", Self.longestNote
      ),
      (isStriped, "with lines linewidth 2 dashtype (7, 7)", "striped: lines that coincide"),
      (dithered.contains { $0.estimate != nil }, dot, simulation),
      (isAside, "with points pointtype 0", "side by side: one σ, one value"),
      (sigmaAxis.zero != nil, "\(point) pointtype 6 \(size(1.1))", "no dither"),
      (sigmaAxis.axisBreak != nil, "with lines dashtype (10, 6)", "level without dither"),
    ]
    let gap = "NaN with points pointtype 0 linecolor rgb 'white' title ' '"
    return [gap]
      + entries.filter(\.isDrawn).map {
        "NaN \($0.look) linecolor rgb '#555555' title \($0.words.quotedForGnuplot)"
      }
  }
}
