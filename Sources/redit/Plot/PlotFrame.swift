/// What all figures share: the canvas, the heading, the border, the grid.
struct PlotFrame {
  let canvas: PlotCanvas
  /// In lines that fit the width, two at most.
  let titleLines: [String]
  /// What the whole figure rests on, under the title, in lines that fit.
  let subtitleLines: [String]
  /// Size in the pixels of an SVG; a PNG has twice as many.
  let width: Int
  /// With the heading's further lines.
  let height: Int
  /// Lines of text for a terminal, where that is more than the terminal has.
  let textRows: Int

  /// - Parameter height: of the figure with a title and a subtitle of one line each; further lines
  ///   make it higher.
  init(
    canvas: PlotCanvas, title: String, subtitle: String, width: Int = 960, height: Int = 560,
    textRows: Int = 0
  ) {
    self.canvas = canvas
    let room = Double(width) - 40
    let widths = (title: 10.4, subtitle: 8.1)
    titleLines = title.wrapped(at: max(Int(room / widths.title), 12), most: 2)
    subtitleLines = subtitle.wrapped(at: max(Int(room / widths.subtitle), 16), most: 4)
    self.width = width
    self.height = height + Self.further(titleLines, subtitleLines)
    self.textRows = textRows
  }

  /// Pixels that the heading takes beyond a title and a subtitle of one line each.
  var further: Double { Double(Self.further(titleLines, subtitleLines)) }

  private static func further(_ title: [String], _ subtitle: [String]) -> Int {
    titleLine * max(title.count - 1, 0) + subtitleLine * max(subtitle.count - 1, 0)
  }

  /// Pixels from one line of the heading to the next.
  private static let (titleLine, subtitleLine) = (24, 19)

  /// A legend beside the curves; none of it on a terminal, which has its own place.
  ///
  /// - Parameter samples: width of a sample, characters.
  func sideLegend(samples: Double) -> [String] {
    if canvas.isText { return [] }
    return [
      "set lmargin at screen 0.115",
      "set key outside right center Left reverse samplen \(samples) spacing \(legendSpacing)",
    ]
  }

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
    case .pdf:
      "set terminal pdfcairo size \(Double(width) / 96)in,\(Double(height) / 96)in"
        + " background 'white' noenhanced linewidth 2 pointscale 1 fontscale 1"
        + " font 'Helvetica,8'"
    case .terminal(let columns, let rows, let color):
      "set terminal dumb size \(columns),\(max(rows, textRows)) \(color ? "ansi" : "mono")"
        + " noenhanced"
    }
  }

  private func textHeading(_ notes: [String]) -> [String] {
    guard case .terminal(let columns, _, _) = canvas else { return [] }
    let texts = [titleLines.joined(separator: " ")] + notes + [subtitleLines.joined(separator: " ")]
    let lines = texts.flatMap { $0.wrapped(at: columns - 4) }
    return [
      "set title \(lines.map(\.quotedForGnuplot).joined(separator: #"."\n"."#))",
      "set key below",
    ]
  }

  private var heading: [String] {
    let titles = titleLines.enumerated().map { index, line in
      "set label \(Self.headingTag + index) \(line.quotedForGnuplot)"
        + " at screen \(x(19.2)), screen \(y(25.2 + Double(Self.titleLine * index)))"
        + " font '\(headingFont)'"
    }
    let top = 56 + Double(Self.titleLine * max(titleLines.count - 1, 0))
    let subtitles = subtitleLines.enumerated().map { index, line in
      "set label \(Self.headingTag + 10 + index) \(line.quotedForGnuplot)"
        + " at screen \(x(19.2)), screen \(y(top + Double(Self.subtitleLine * index)))"
        + " textcolor rgb '#555555'"
    }
    return titles + subtitles + [
      "set tmargin at screen \(y(86.8 + further))",
      "set tics scale \(canvas == .svg ? "0.7, 0.35" : "1, 0.5")",
      "set border 3 linewidth 1 linecolor rgb '#444444'",
      "set grid ytics back linetype 1 linewidth 0.6 linecolor rgb '#E3E3E3'",
    ]
  }

  private static let headingTag = 9000

  /// So that only the first of several panels writes the heading.
  var withoutHeading: [String] {
    titleLines.indices.map { "unset label \(Self.headingTag + $0)" }
      + subtitleLines.indices.map { "unset label \(Self.headingTag + 10 + $0)" }
  }

  /// A distance from the left edge, as a share of the width.
  func x(_ pixels: Double) -> Double { pixels / Double(width) }

  /// A distance from the upper edge, as gnuplot counts: a share of the height, from below.
  func y(_ pixels: Double) -> Double { 1 - pixels / Double(height) }

  /// A distance from the lower edge, likewise.
  func y(fromBelow pixels: Double) -> Double { pixels / Double(height) }

  /// The larger font of the heading, as each terminal spells it.
  private var headingFont: String {
    switch canvas {
    case .png: "Helvetica:Bold,25"
    case .pdf: "Helvetica:Bold,9.7"
    default: "Helvetica Bold,17"
    }
  }

  /// A font of another size, in points of an SVG.
  func font(_ size: Double) -> String {
    switch canvas {
    case .png: "Helvetica,\(1.5 * size)"
    case .pdf: "Helvetica,\(0.57 * size)"
    default: "Helvetica,\(size)"
    }
  }

  /// Space between the lines of a legend.
  var legendSpacing: Double { canvas == .svg ? 1.15 : 1.4 }

  /// A marker's size; the SVG terminal draws markers larger than the others.
  func markerSize(_ size: Double) -> String {
    "pointsize \(canvas == .svg ? 0.65 * size : size)"
  }

  /// Pixels that a legend takes whose longest line has so many characters, its samples among them.
  static func legendWidth(_ names: [String]) -> Double {
    70 + 7.9 * Double(names.map(\.count).max() ?? 0)
  }

  /// Pixels from one line of a legend to the next.
  static let legendLine = 22.0
}
