import Foundation

/// The gnuplot script of a sweep over pass rates: a grid of panels, a row for each advantage and a
/// column for each group size. A terminal shows the first panel only.
struct PassRateScript {
  let figure: PassRateFigure
  let frame: PlotFrame
  let axis: PassRateAxis

  init(figure: PassRateFigure, title: String?, canvas: PlotCanvas) {
    self.figure = figure
    let shown = figure.panels
    let rates = shown.flatMap { $0.curves.flatMap { $0.points.map(\.passRate) } }
    axis = PassRateAxis(passRates: rates)
    frame = PlotFrame(
      canvas: canvas, title: title ?? figure.quantity.title,
      subtitle: Self.subtitle(figure, passRates: Set(rates).count),
      width: shown.groupSizes.count > 2 ? 1200 : 960,
      height: Int(Self.top + Self.pitch * Double(shown.advantages.count)) + 10)
  }

  private static func subtitle(_ figure: PassRateFigure, passRates: Int) -> String {
    let shown = figure.panels
    var words = ["\(passRates) pass rates", figure.noises.joined(separator: " and ") + " noise"]
    let sigmas = shown.first?.curves.count ?? 0
    if sigmas < figure.sigmaCount { words.append("\(sigmas) of \(figure.sigmaCount) sigmas") }
    if shown.groupSizes.count < figure.groupSizeCount {
      words.append("\(shown.groupSizes.count) of \(figure.groupSizeCount) group sizes")
    }
    return words.joined(separator: ", ")
  }

  /// The whole script.
  var text: String {
    let all = figure.panels
    let shown = frame.canvas.isText ? Array(all.prefix(1)) : all
    let pictures = shown.indices.flatMap { picture(of: shown[$0], number: $0) }
    let parts = [
      frame.setup(notes: [figure.quantity.axisLabel] + shown.prefix(1).map(heading)), blocks(shown),
      shown.count > 1 ? ["set multiplot"] : [], pictures,
      shown.count > 1 ? ["unset multiplot"] : [],
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  private func heading(_ panel: PassRateFigure.Panel) -> String {
    "\(panel.advantage), G = \(panel.groupSize)"
  }

  private func blocks(_ panels: [PassRateFigure.Panel]) -> [String] {
    panels.enumerated().flatMap { number, panel in
      panel.curves.enumerated().flatMap { index, curve -> [String] in
        let lines = curve.points.compactMap { rate, point -> String? in
          guard let x = axis.position(of: rate), let y = point.exact ?? point.estimate else {
            return nil
          }
          let interval = point.interval ?? y...y
          return "\(x) \(y) \(interval.lowerBound) \(interval.upperBound)"
        }
        return lines.isEmpty ? [] : ["$p\(number)_\(index) << END"] + lines + ["END"]
      }
    }
  }

  /// All panels of a row share their heights.
  private func heights(of advantage: String) -> HeightAxis {
    let points = figure.panels.filter { $0.advantage == advantage }
      .flatMap { $0.curves.flatMap { $0.points.map(\.point) } }
    return HeightAxis(
      values: points.compactMap { $0.exact ?? $0.estimate }, reaches: points.flatMap(\.heights))
  }

  private func picture(of panel: PassRateFigure.Panel, number: Int) -> [String] {
    let height = heights(of: panel.advantage)
    let ticks = height.isLogarithmic ? "(\(height.ticks.forGnuplot))" : "autofreq"
    let axes = [
      height.isLogarithmic ? "set logscale y" : "unset logscale y",
      "set xrange [\(axis.limits.lowerBound):\(axis.limits.upperBound)]",
      "set yrange [\(height.limits.lowerBound):\(height.limits.upperBound)]",
      "set xtics nomirror out (\(axis.ticks.forGnuplot))", "set ytics nomirror out \(ticks)",
      row(of: panel) == figure.panels.advantages.count - 1 || frame.canvas.isText
        ? "set xlabel 'pass rate p'" : "unset xlabel",
    ]
    return axes + (frame.canvas.isText ? [] : place(of: panel, number: number))
      + ["plot " + curves(of: panel, number: number).joined(separator: ", \\\n  ")]
  }

  private func place(of panel: PassRateFigure.Panel, number: Int) -> [String] {
    let columns = figure.panels.groupSizes
    let column = columns.firstIndex(of: panel.groupSize) ?? 0
    let gap = 70.0
    let room = Double(frame.width) - 260 - gap * Double(columns.count - 1)
    let width = room / Double(columns.count)
    let left = 110 + Double(column) * (width + gap)
    let top = Self.top + Self.pitch * Double(row(of: panel))
    let label = figure.quantity.axisLabel.quotedForGnuplot
    return [
      "set lmargin at screen \(frame.x(left))", "set rmargin at screen \(frame.x(left + width))",
      "set tmargin at screen \(frame.y(top))",
      "set bmargin at screen \(frame.y(top + Self.panelHeight))",
      "set label 3 \(heading(panel).quotedForGnuplot) at graph 0, screen \(frame.y(top - 18))",
      column == 0
        ? "set label 4 \(label) at screen \(frame.x(24)), graph 0.5 center rotate"
          + " font '\(frame.font(12))'" : "unset label 4",
      number == 0
        ? "set key at screen \(frame.x(Double(frame.width) - 135)), screen \(frame.y(Self.top))"
          + " left top Left reverse samplen 2 spacing \(frame.legendSpacing)" : "unset key",
    ] + (number == 1 ? ["unset label 1", "unset label 2"] : [])
  }

  private func row(of panel: PassRateFigure.Panel) -> Int {
    figure.panels.advantages.firstIndex(of: panel.advantage) ?? 0
  }

  /// Pixels from the upper edge to the first row of panels, from one row to the next, of a panel.
  private static let (top, pitch, panelHeight) = (132.0, 320.0, 250.0)

  private func curves(of panel: PassRateFigure.Panel, number: Int) -> [String] {
    let lines = panel.curves.indices.flatMap { curve($0, of: panel, number: number) }
    // Without dither once more, above the others.
    let bare = panel.curves.first?.sigma == 0 ? lines.prefix(1).map(Self.untitled) : []
    return lines + bare
  }

  private static func untitled(_ curve: String) -> String {
    curve.replacing(#/title '[^']*'$/#, with: "notitle")
  }

  private func curve(
    _ index: Int, of panel: PassRateFigure.Panel, number: Int
  ) -> [String] {
    let curve = panel.curves[index]
    let known = curve.points.filter { axis.position(of: $0.passRate) != nil }
      .map(\.point).filter { !$0.heights.isEmpty }
    if known.isEmpty { return [] }
    let color = "linecolor rgb '\(PlotStyle.scale(index, of: panel.curves.count))'"
    let dash = curve.sigma == 0 ? " dashtype (10, 6)" : ""
    let name = "title 'σ = \(SweepTableText.short(curve.sigma))'"
    let block = "$p\(number)_\(index)"
    let line = "\(block) using 1:2 with lines linewidth 2\(dash) \(color) \(name)"
    guard known.contains(where: { $0.interval != nil }) else { return [line] }
    return [
      line,
      "\(block) using 1:2:3:4 with yerrorbars linewidth 1.4 pointtype 7"
        + " \(frame.markerSize(0.6)) \(color) notitle",
    ]
  }
}

/// An axis of probabilities: plain, or of the log odds where they come close to 0 or 1.
struct PassRateAxis: Equatable {
  let limits: ClosedRange<Double>
  let ticks: [PlotTick]
  private let isPlain: Bool

  init(passRates: [Double]) {
    let inside = passRates.filter { 0 < $0 && $0 < 1 }
    let (low, high) = (inside.min() ?? 0, inside.max() ?? 1)
    isPlain = low >= 0.02 && high <= 0.98
    if isPlain {
      limits = 0...1
      ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map { PlotTick(position: $0, label: "\($0)") }
    } else {
      let (start, end) = (Self.logOdds(low), Self.logOdds(high))
      let pad = 0.03 * max(end - start, 1)
      limits = (start - pad)...(end + pad)
      let marks = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999]
      let names = ["10⁻⁶", "10⁻⁵", "10⁻⁴"] + marks.dropFirst(3).map { "\($0)" }
      ticks = zip(marks, names).map { PlotTick(position: Self.logOdds($0), label: $1) }
        .filter { [limits] in limits.contains($0.position) }
    }
  }

  /// Where a pass rate stands; nil for 0 and 1 on an axis of log odds.
  func position(of passRate: Double) -> Double? {
    if isPlain { return passRate }
    return 0 < passRate && passRate < 1 ? Self.logOdds(passRate) : nil
  }

  private static func logOdds(_ p: Double) -> Double { log(p / (1 - p)) }
}
