/// The look of a curve: a colour that readers with any colour vision can tell from the others, and a
/// marker of its own, so that print without colour serves; after twelve curves the dash differs.
///
/// The first seven colours are those of Okabe and Ito without their yellow, which is too light on
/// white. The other five were chosen among the colours of contrast 1.9 or more to white as the
/// farthest from all before them, seen with normal, deuteranope and protanope eyes (a test measures
/// the distances).
struct PlotStyle: Equatable {
  let color: String
  let filledMarker: Int
  let hollowMarker: Int
  /// gnuplot's dash, in line widths; nil for an unbroken line.
  let dash: String?

  init(curve: Int) {
    color = Self.palette[curve % Self.palette.count]
    (filledMarker, hollowMarker) = Self.markers[curve % Self.markers.count]
    let round = curve / Self.palette.count
    dash = round == 0 ? nil : Self.dashes[(round - 1) % Self.dashes.count]
  }

  /// Curves that differ in colour and in marker.
  static var count: Int { palette.count }

  /// The colour of the n-th of several ordered curves, the first black, then viridis from dark to
  /// light, as in gray print.
  static func scale(_ index: Int, of count: Int) -> String {
    if index == 0 { return "#000000" }
    let place = count > 2 ? Double(index - 1) / Double(count - 2) * 4 : 0
    let left = min(Int(place), 3)
    let share = place - Double(left)
    let mixed = zip(viridis[left], viridis[left + 1]).map {
      Int((Double($0) * (1 - share) + Double($1) * share).rounded())
    }
    return hexadecimal(mixed)
  }

  private static func hexadecimal(_ parts: [Int]) -> String {
    "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
  }

  private static let viridis = [
    [0x44, 0x01, 0x54], [0x41, 0x44, 0x87], [0x2A, 0x78, 0x8E], [0x22, 0xA8, 0x84],
    [0x7A, 0xD1, 0x51],
  ]

  private static let palette = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#0000FF",
    "#000055", "#5577FF", "#553300", "#005555",
  ]

  /// gnuplot's numbers: circle, triangle, square, diamond, triangle down, pentagon, plus, cross, star,
  /// and hollow ones.
  private static let markers = [
    (7, 6), (9, 8), (5, 4), (13, 12), (11, 10), (15, 14), (1, 1), (2, 2), (3, 3), (6, 6), (8, 8),
    (4, 4),
  ]

  private static let dashes = ["(12, 4)", "(4, 4)", "(12, 4, 4, 4)"]
}
