import Platform

/// The vertical axis: where values of any size stand, and the marks beside them.
///
/// Positions are `value / 10^unit` on a plain axis, `log10(value)` on a logarithmic one, so that
/// gnuplot sees moderate numbers whatever the values.
struct HeightAxis: Equatable {
  /// Whether positions are logarithms: when all values are positive and span over two decades.
  let isLogarithmic: Bool
  /// The power of ten that positions of a plain axis count; 0 but for very large or small values.
  let unit: Int
  /// Positions that the axis holds.
  let limits: ClosedRange<Double>

  /// - Parameters:
  ///   - values: estimates and exact values: they decide the kind of axis.
  ///   - reaches: ends of intervals: the axis holds them where it can.
  ///   - isLogarithmic: the kind of axis, where the panels of a figure share it; values that are not
  ///     positive have no place on a logarithmic one.
  ///   - bounds: what the values cannot leave.
  ///   - decades: a logarithmic axis is no longer than that; what lies below stands at its foot.
  init(
    values: [Double], reaches: [Double] = [], isLogarithmic: Bool? = nil,
    bounds: ClosedRange<Double>? = nil, decades: Double = .infinity
  ) {
    let isLogarithmic = isLogarithmic ?? Self.suitsLogarithm(values)
    self.isLogarithmic = isLogarithmic
    let reaches = reaches.map { min(max($0, bounds?.lowerBound ?? $0), bounds?.upperBound ?? $0) }
    if isLogarithmic {
      unit = 0
      limits = Self.logarithmicLimits(values, reaches, decades)
    } else {
      let all = values + reaches
      let largest = all.map(abs).max() ?? 1
      let size = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
      unit = (-5...11).contains(size) ? 0 : size
      let shrink = { [unit] (value: Double) in Self.scaled(value, unit) }
      limits = Self.plainLimits(
        values.map(shrink), reaches.map(shrink), bounds: unit == 0 ? bounds : nil)
    }
  }

  /// Whether values are positive and span over two decades.
  static func suitsLogarithm(_ values: [Double]) -> Bool {
    guard let low = values.min(), let high = values.max(), low > 0 else { return false }
    return log10(high) - log10(low) > 2
  }

  /// Where a value stands, at the foot or the top where it lies beyond.
  func position(of value: Double) -> Double {
    let place =
      isLogarithmic
      ? (value > 0 ? log10(value) : -.infinity) : Self.scaled(value, unit)
    return min(max(place, limits.lowerBound), limits.upperBound)
  }

  /// The marks, at positions.
  var ticks: [PlotTick] {
    isLogarithmic ? logarithmicTicks(in: limits) : linearTicks(in: limits)
  }

  /// What stands behind the words of the axis: the unit, where it is not 1.
  var unitWords: String { unit == 0 ? "" : "  × \(powerOfTen(unit))" }

  /// In two steps, for 10^-unit alone may be beyond what numbers can hold.
  private static func scaled(_ value: Double, _ unit: Int) -> Double {
    if unit == 0 { return value }
    return value / pow(10, Double(unit / 2)) / pow(10, Double(unit - unit / 2))
  }

  private static func logarithmicLimits(
    _ values: [Double], _ reaches: [Double], _ decades: Double
  ) -> ClosedRange<Double> {
    let places = values.filter { $0 > 0 }.map { log10($0) }
    let ends = reaches.filter { $0 > 0 }.map { log10($0) }
    let low = places.min() ?? 0
    let high = max(places.max() ?? 1, ends.max() ?? -.infinity)
    // An interval takes the axis down by a factor of 3 (log10 3 = .477) at most.
    let reach = ends.min().map { min(low, max($0, low - 0.48)) } ?? low
    let floor = max(reach, high - decades)
    let pad = 0.05 * max(high - floor, 0.5)
    return (floor - pad)...(high + pad)
  }

  /// Values that differ by rounding alone stand as one, in the middle of an axis a fifth as long.
  private static func plainLimits(
    _ values: [Double], _ reaches: [Double], bounds: ClosedRange<Double>?
  ) -> ClosedRange<Double> {
    let low = values.min() ?? 0
    let high = max(values.max() ?? 1, reaches.max() ?? -.infinity)
    let bottom = min(low, reaches.min() ?? low)
    let size = max(abs(high), abs(bottom))
    // Six digits are shown: below that all marks would have one label.
    let isFlat = high - bottom <= 1e-6 * size
    let pad = isFlat ? (size > 0 ? 0.1 * size : 1) : 0.07 * (high - bottom)
    let startsAtZero = !isFlat && low >= 0 && low < 0.75 * high
    let foot = startsAtZero ? min(0, bottom) : bottom - pad
    guard let bounds else { return foot...(high + pad) }
    // Room for a marker that stands at the bound.
    let margin = isFlat ? 0.01 * size : 0.4 * pad
    return max(foot, bounds.lowerBound - margin)...min(high + pad, bounds.upperBound + margin)
  }
}

extension ClosedRange<Double> {
  /// `center` plus and minus `half`, cut to what numbers can hold.
  init(around center: Double, half: Double) {
    let largest = Double.greatestFiniteMagnitude
    let ends = [center - half, center + half].map { Swift.min(Swift.max($0, -largest), largest) }
    self = Swift.min(ends[0], ends[1])...Swift.max(ends[0], ends[1])
  }
}
