import RealModule

/// Exact laws on a finer grid than a table's own, so that a line is the law and not the chords through
/// the table's points.
struct PlotLaws {
  /// What to compute.
  enum Grid: Equatable {
    /// One policy, or the whole set, at these dither scales.
    case sigmas([Double], policy: String)
    /// Bandits of these pass rates at these dither scales.
    case passRates([Double], sigmas: [Double])
  }

  /// The rows, in the columns of the table itself; nil where the laws are not known or would take too
  /// long.
  let table: (Grid) throws -> CSVTable?

  /// Of a table that nothing else is known about.
  static var none: PlotLaws { PlotLaws { _ in nil } }

  /// Points of a line from its first to its last place on the axis.
  static let points = 200

  /// Evenly spaced logarithms of dither scales from the least to the largest positive one, the table's
  /// own among them; nil for fewer than two.
  static func sigmas(between own: [Double]) -> [Double]? {
    let positive = Set(own.filter { $0 > 0 })
    guard let low = positive.min(), let high = positive.max(), low < high else { return nil }
    let step = (Double.log(high) - .log(low)) / Double(points - 1)
    // Without the ends, which exp would not give back exactly.
    let even = (1..<points - 1).map { Double.exp(.log(low) + step * Double($0)) }
    return (positive.union(even)).sorted()
  }
}
