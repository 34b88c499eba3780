/// What all figures share: the canvas, the heading, the border, the grid.
struct PlotFrame {
  let canvas: PlotCanvas
  let title: String
  /// What the whole figure rests on, under the title.
  let subtitle: String
  /// Size in the pixels of an SVG; a PNG has twice as many.
  var width = 960
  var height = 560
  /// Lines of text for a terminal, where that is more than the terminal has.
  var textRows = 0

  /// The lines with which a script begins; gnuplot writes the figure to its standard output.
  ///
  /// - Parameter notes: lines for a terminal, between title and subtitle.
  func setup(notes: [String] = []) -> [String] {
    let common = [terminal, "set encoding utf8", "set errorbars 0"]
    return common + (canvas.isText ? textHeading(notes) : heading)
  }

  private var terminal: String {
    switch canvas {
    case .svg:
      "set terminal svg size \(width),\(height) dynamic background 'white' noenhanced"
        + " font 'Helvetica,14'"
    case .png:
      "set terminal pngcairo size \(2 * width),\(2 * height) background 'white' noenhanced"
        + " linewidth 2 pointscale 2 font 'Helvetica,21'"
    case .terminal(let columns, let rows, let color):
      "set terminal dumb size \(columns),\(max(rows, textRows)) \(color ? "ansi" : "mono")"
        + " noenhanced"
    }
  }

  private func textHeading(_ notes: [String]) -> [String] {
    guard case .terminal(let columns, _, _) = canvas else { return [] }
    let lines = ([title] + notes + [subtitle]).flatMap { $0.wrapped(at: columns - 4) }
    return [
      "set title \(lines.map(\.quotedForGnuplot).joined(separator: #"."\n"."#))",
      "set key below",
    ]
  }

  private var heading: [String] {
    [
      "set label 1 \(title.quotedForGnuplot) at screen \(x(19.2)), screen \(y(25.2))"
        + " font '\(headingFont)'",
      "set label 2 \(subtitle.quotedForGnuplot) at screen \(x(19.2)), screen \(y(56))"
        + " textcolor rgb '#555555'",
      "set tmargin at screen \(y(86.8))",
      "set tics scale \(canvas == .png ? "1, 0.5" : "0.7, 0.35")",
      "set border 3 linewidth 1 linecolor rgb '#444444'",
      "set grid ytics back linetype 1 linewidth 0.6 linecolor rgb '#E3E3E3'",
    ]
  }

  /// A distance from the left edge, as a share of the width.
  func x(_ pixels: Double) -> Double { pixels / Double(width) }

  /// A distance from the upper edge, as gnuplot counts: a share of the height, from below.
  func y(_ pixels: Double) -> Double { 1 - pixels / Double(height) }

  /// A distance from the lower edge, likewise.
  func y(fromBelow pixels: Double) -> Double { pixels / Double(height) }

  /// The larger font of the heading, as each terminal spells it.
  private var headingFont: String {
    canvas == .png ? "Helvetica:Bold,25" : "Helvetica Bold,17"
  }

  /// A font of another size, in points of an SVG.
  func font(_ size: Double) -> String { "Helvetica,\(canvas == .png ? 1.5 * size : size)" }

  /// Space between the lines of a legend.
  var legendSpacing: Double { canvas == .png ? 1.4 : 1.15 }

  /// A marker's size; the SVG terminal draws markers larger than the PNG terminal.
  func markerSize(_ size: Double) -> String {
    "pointsize \(canvas == .svg ? 0.65 * size : size)"
  }
}

extension String {
  /// Text for gnuplot: in single quotes nothing is expanded or run; control characters go.
  var quotedForGnuplot: String {
    let printable = unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }
    let plain = String(String.UnicodeScalarView(printable))
    return "'" + plain.replacing("'", with: "''") + "'"
  }

  /// In lines of at most `width` characters, broken at spaces.
  func wrapped(at width: Int) -> [String] {
    split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word.prefix(width)))
      }
    }
  }

  /// At most `length` characters, the last one an ellipsis where some are left out.
  func cut(to length: Int) -> String { count <= length ? self : prefix(length - 1) + "…" }
}

extension [PlotTick] {
  /// As `set xtics` takes them.
  var forGnuplot: String {
    map { tick in
      guard let label = tick.label else { return "'' \(tick.position) 1" }
      // gnuplot takes the label of a mark for a format.
      return "\(label.replacing("%", with: "%%").quotedForGnuplot) \(tick.position)"
    }.joined(separator: ", ")
  }
}
