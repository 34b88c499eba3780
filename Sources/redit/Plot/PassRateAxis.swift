import Platform

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

  /// Pass rates that stand evenly on the axis between the least and the largest, these among them.
  func even(_ count: Int, besides own: [Double]) -> [Double] {
    let places = own.compactMap(position)
    guard let low = places.min(), let high = places.max(), low < high else { return own }
    let step = (high - low) / Double(count - 1)
    // Without the ends, which are among its own and would come back rounded.
    let even = (1..<count - 1).map { low + step * Double($0) }
    return Set(even.map { isPlain ? $0 : 1 / (1 + exp(-$0)) } + own).sorted()
  }

  private static func logOdds(_ p: Double) -> Double { log(p / (1 - p)) }
}
