/// A figure that gnuplot drew, as part of a page: no names of its own that could meet another's, no
/// links, and words for those who cannot see it.
struct InlineFigure {
  let markup: HTML

  /// - Parameters:
  ///   - svg: the file that gnuplot wrote.
  ///   - name: unique on the page.
  ///   - words: what the figure shows.
  init(svg: String, name: String, words: String) {
    let drawing = svg.ranges(of: "<g id=").first.map { String(svg[$0.lowerBound...]) } ?? svg
    let inside = drawing.replacing("xlink:href='#", with: "href='#\(name)-")
      .replacing("url(#", with: "url(#\(name)-")
      .replacing(" id=\"", with: " id=\"\(name)-")
      .replacing(" id='", with: " id='\(name)-")
    let viewBox = svg.firstMatch(of: #/viewBox="([0-9. ]+)"/#).map { String($0.1) } ?? "0 0 960 560"
    markup = """
      <svg viewBox="\(viewBox)" role="img" aria-label="\(words)">
      \(HTML(markup: inside))
      """
  }

  /// What a figure shows, curve by curve: its value without dither, at the smallest and at the
  /// largest sigma.
  static func words(_ data: PlotData) -> String {
    let labels = PlotLabels(data: data)
    let curves = zip(labels.legend, data.curves).map { name, curve in
      let points = curve.undithered.prefix(1) + curve.dithered.prefix(1) + curve.dithered.suffix(1)
      let values = points.compactMap { point in
        (point.exact ?? point.estimate).map {
          "\(number($0)) at sigma \(number(point.sigma))"
        }
      }
      return "\(name): \(values.joined(separator: ", "))"
    }
    return "\(data.quantity.title). \(data.quantity.axisLabel) against sigma. "
      + curves.joined(separator: "; ") + "."
  }

  private static func number(_ value: Double) -> String { NumberText.short(value) }
}
