/// The gnuplot script of a sweep over pass rates: a grid of panels, a row for each advantage and a
/// column for each group size. A terminal shows the first panel only.
///
/// All panels have one kind of vertical axis; those of a row share its ends.
struct PassRateScript {
  let figure: PassRateFigure
  let frame: PlotFrame
  let axis: PassRateAxis
  private let isLogarithmic: Bool
  /// The curves that the legend names.
  private let named: [Int]

  init(figure: PassRateFigure, title: String?, canvas: PlotCanvas) {
    self.figure = figure
    let shown = figure.panels
    let rates = shown.flatMap { $0.curves.flatMap { $0.points.map(\.passRate) } }
    axis = PassRateAxis(passRates: rates)
    isLogarithmic = HeightAxis.suitsLogarithm(
      shown.flatMap { $0.curves.flatMap { $0.points.compactMap(\.point.height) } })
    named = Array((shown.first?.curves.indices ?? 0..<0)).spread(to: Self.mostNames)
    frame = PlotFrame(
      canvas: canvas, title: title ?? figure.quantity.title,
      subtitle: Self.subtitle(figure, passRates: Set(rates).count),
      width: shown.groupSizes.count > 2 ? 1200 : 960,
      height: Int(Self.top + Self.pitch * Double(shown.advantages.count)) + 10)
  }

  private static func subtitle(_ figure: PassRateFigure, passRates: Int) -> String {
    let shown = figure.panels
    var words = ["\(passRates) pass rates"] + figure.shared
    let sigmas = shown.first?.curves.count ?? 0
    words.append(
      sigmas < figure.sigmaCount ? "\(sigmas) of \(figure.sigmaCount) σ" : "\(sigmas) σ")
    if shown.groupSizes.count < figure.groupSizeCount {
      words.append("\(shown.groupSizes.count) of \(figure.groupSizeCount) group sizes")
    }
    let hasExact = shown.contains {
      $0.curves.contains { $0.points.contains { $0.point.exact != nil } }
    }
    if hasExact {
      words.append(figure.isRefined ? "lines: exact law" : "lines through the table's points")
    }
    return words.joined(separator: ", ")
  }

  /// The whole script.
  var text: String {
    let all = figure.panels
    let shown = frame.canvas.isText ? Array(all.prefix(1)) : all
    let pictures = shown.indices.flatMap { picture(of: shown[$0], number: $0) }
    let parts = [
      frame.setup(notes: [figure.quantity.axisLabel] + shown.prefix(1).map(heading)),
      shown.indices.flatMap { blocks(shown[$0], number: $0) },
      shown.count > 1 ? ["set multiplot"] : [], pictures,
      shown.count > 1 ? ["unset multiplot"] : [],
    ]
    return parts.joined().joined(separator: "\n") + "\n"
  }

  private func heading(_ panel: PassRateFigure.Panel) -> String {
    "\(panel.advantage), G = \(panel.groupSize)"
  }

  /// A line for each curve, and its simulated points.
  private func blocks(_ panel: PassRateFigure.Panel, number: Int) -> [String] {
    let height = heights(of: panel.advantage)
    return panel.curves.enumerated().flatMap { index, curve -> [String] in
      let lines = course(curve).compactMap { rate, value in
        axis.position(of: rate).map { "\($0) \(height.position(of: value))" }
      }
      let points = curve.points.compactMap { rate, point -> String? in
        guard let x = axis.position(of: rate), let y = point.estimate else { return nil }
        let ends = point.interval ?? y...y
        return ([x] + [y, ends.lowerBound, ends.upperBound].map(height.position))
          .map { "\($0)" }.joined(separator: " ")
      }
      return block("p\(number)_\(index)", lines) + block("s\(number)_\(index)", points)
    }
  }

  private func block(_ name: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["$\(name) << END"] + lines + ["END"]
  }

  /// What the line of a curve goes through.
  private func course(_ curve: PassRateFigure.Curve) -> [(passRate: Double, height: Double)] {
    if !curve.law.isEmpty { return curve.law.map { ($0.passRate, $0.exact) } }
    return curve.points.compactMap { rate, point in point.height.map { (rate, $0) } }
  }

  /// All panels of a row share their heights.
  private func heights(of advantage: String) -> HeightAxis {
    let curves = figure.panels.filter { $0.advantage == advantage }.flatMap(\.curves)
    let points = curves.flatMap { $0.points.map(\.point) }
    return HeightAxis(
      values: points.compactMap(\.height) + curves.flatMap { $0.law.map(\.exact) },
      reaches: points.flatMap(\.heights), isLogarithmic: isLogarithmic,
      bounds: figure.quantity.bounds)
  }

  private func picture(of panel: PassRateFigure.Panel, number: Int) -> [String] {
    let height = heights(of: panel.advantage)
    let axes = [
      "set xrange [\(axis.limits.lowerBound):\(axis.limits.upperBound)]",
      "set yrange [\(height.limits.lowerBound):\(height.limits.upperBound)]",
      "set xtics nomirror out (\(axis.ticks.forGnuplot))",
      "set ytics nomirror out (\(height.ticks.forGnuplot))",
      row(of: panel) == figure.panels.advantages.count - 1 || frame.canvas.isText
        ? "set xlabel 'pass rate p'" : "unset xlabel",
    ]
    return axes + (frame.canvas.isText ? [] : place(of: panel, number: number, height))
      + ["plot " + curves(of: panel, number: number).joined(separator: ", \\\n  ")]
  }

  private func place(
    of panel: PassRateFigure.Panel, number: Int, _ height: HeightAxis
  ) -> [String] {
    let columns = figure.panels.groupSizes
    let column = columns.firstIndex(of: panel.groupSize) ?? 0
    let gap = 70.0
    let room = Double(frame.width) - 280 - gap * Double(columns.count - 1)
    let width = room / Double(columns.count)
    let left = 110 + Double(column) * (width + gap)
    let top = frame.further + Self.top + Self.pitch * Double(row(of: panel))
    let label = (figure.quantity.axisLabel + height.unitWords).quotedForGnuplot
    return [
      "set lmargin at screen \(frame.x(left))", "set rmargin at screen \(frame.x(left + width))",
      "set tmargin at screen \(frame.y(top))",
      "set bmargin at screen \(frame.y(top + Self.panelHeight))",
      "set label 3 \(heading(panel).quotedForGnuplot) at graph 0, screen \(frame.y(top - 18))",
      column == 0
        ? "set label 4 \(label) at screen \(frame.x(24)), graph 0.5 center rotate"
          + " font '\(frame.font(12))'" : "unset label 4",
      number == 0
        ? "set key at screen \(frame.x(Double(frame.width) - 150)), screen \(frame.y(top))"
          + " left top Left reverse samplen 2 spacing \(frame.legendSpacing)" : "unset key",
    ] + (number == 1 ? frame.withoutHeading : [])
  }

  private func row(of panel: PassRateFigure.Panel) -> Int {
    figure.panels.advantages.firstIndex(of: panel.advantage) ?? 0
  }

  /// Pixels from the upper edge to the first row of panels, from one row to the next, of a panel.
  private static let (top, pitch, panelHeight) = (132.0, 320.0, 250.0)

  /// Curves that a legend names at most.
  private static let mostNames = 9

  /// From the largest sigma to none, so that the curve without dither lies above the others.
  private func curves(of panel: PassRateFigure.Panel, number: Int) -> [String] {
    let order = panel.curves.indices.reversed()
    let lines = order.flatMap { line($0, of: panel, number: number) }
    let points = order.flatMap { marks($0, of: panel, number: number) }
    let all = lines + points + (number == 0 ? named.map { legendEntry($0, of: panel) } : [])
    return all.isEmpty ? ["NaN notitle"] : all
  }

  private func color(_ index: Int, of panel: PassRateFigure.Panel) -> String {
    "linecolor rgb '\(PlotStyle.scale(index, of: panel.curves.count))'"
  }

  private func look(_ index: Int, of panel: PassRateFigure.Panel) -> String {
    let dash = panel.curves[index].sigma == 0 ? " dashtype (10, 6)" : ""
    let width = panel.curves.count > 12 && index > 0 ? 1.1 : 2
    return "with lines linewidth \(width)\(dash) \(color(index, of: panel))"
  }

  private func line(_ index: Int, of panel: PassRateFigure.Panel, number: Int) -> [String] {
    let isThere = course(panel.curves[index]).contains { axis.position(of: $0.passRate) != nil }
    return isThere ? ["$p\(number)_\(index) \(look(index, of: panel)) notitle"] : []
  }

  private func marks(_ index: Int, of panel: PassRateFigure.Panel, number: Int) -> [String] {
    let points = panel.curves[index].points.filter { axis.position(of: $0.passRate) != nil }
    guard points.contains(where: { $0.point.estimate != nil }) else { return [] }
    return [
      "$s\(number)_\(index) using 1:2:3:4 with yerrorbars linewidth 1.4 pointtype 7"
        + " \(frame.markerSize(0.6)) \(color(index, of: panel)) notitle"
    ]
  }

  private func legendEntry(_ index: Int, of panel: PassRateFigure.Panel) -> String {
    let name = "σ = \(decimal(panel.curves[index].sigma, digits: 3))"
    return "NaN \(look(index, of: panel)) title \(name.quotedForGnuplot)"
  }
}
