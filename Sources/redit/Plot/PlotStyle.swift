/// The colour and marker of a curve: Okabe and Ito's palette, which readers with any colour vision
/// can tell apart, and a different marker for each neighbour, so that print without colour serves.
struct PlotStyle: Equatable {
  let color: String
  let filledMarker: Int
  let hollowMarker: Int

  init(curve: Int) {
    color = Self.palette[curve % Self.palette.count]
    (filledMarker, hollowMarker) = Self.markers[curve % Self.markers.count]
  }

  /// The colour of the n-th of several ordered curves: viridis, from dark to light as in gray print.
  static func scale(_ index: Int, of count: Int) -> String {
    let colors = ["#440154", "#414487", "#2A788E", "#22A884", "#7AD151"]
    return index == 0 ? "#000000" : colors[min((index - 1) * 5 / max(count - 1, 1), 4)]
  }

  /// Without its yellow, which is too light on white.
  private static let palette = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
  ]

  /// gnuplot's numbers: circle, triangle, square, diamond, triangle down, pentagon.
  private static let markers = [(7, 6), (9, 8), (5, 4), (13, 12), (11, 10), (15, 14)]
}
