import Platform

/// An axis through 0 for values of any size: near 0 linear, far from it logarithmic.
///
///     position = asinh(value) / log 10
///
/// so that beyond 2 or so a unit is a decade, to either side.
struct SignedAxis: Equatable {
  /// Positions that the axis holds.
  let limits: ClosedRange<Double>
  let ticks: [PlotTick]
  private let ends: ClosedRange<Double>

  /// Values farther out are drawn at the edge.
  static let farthest = 1000.0

  /// An axis that holds the values, and at least -2...2.
  init(values: [Double]) {
    let inside = values.filter { !$0.isNaN }.map { min(max($0, -Self.farthest), Self.farthest) }
    let low = -Self.end(of: -(inside.min() ?? 0))
    let high = Self.end(of: inside.max() ?? 0)
    ends = low...high
    let pad = 0.04 * (Self.position(high) - Self.position(low))
    limits = (Self.position(low) - pad)...(Self.position(high) + pad)
    let marks = [1000.0, 100, 10, 1]
    ticks = (marks.map { -$0 } + [0] + marks.reversed()).filter(ends.contains).map {
      PlotTick(position: Self.position($0), label: Self.label($0))
    }
  }

  /// Where a value stands; just outside of the last mark where it lies beyond.
  func position(of value: Double) -> Double {
    if ends.contains(value) { return Self.position(value) }
    return value < 0
      ? 0.5 * (limits.lowerBound + Self.position(ends.lowerBound))
      : 0.5 * (limits.upperBound + Self.position(ends.upperBound))
  }

  /// Whether a value is drawn at the edge.
  func isBeyond(_ value: Double) -> Bool { !ends.contains(value) }

  private static func position(_ value: Double) -> Double { asinh(value) / log(10) }

  /// The first of 2, 10, 100, 1000 that reaches as far.
  private static func end(of value: Double) -> Double {
    [2, 10, 100].first { value <= $0 } ?? farthest
  }

  private static func label(_ value: Double) -> String {
    (value < 0 ? "−" : "") + "\(Int(abs(value)))"
  }
}
