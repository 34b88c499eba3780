/// One panel of a figure of rows: a horizontal axis of its own beside those of its neighbours.
struct RowPanel {
  let heading: String
  let axisLabel: String
  let limits: ClosedRange<Double>
  let ticks: [PlotTick]
  /// Where a vertical line stands: no deviation, or a nominal rate.
  let reference: Double
  /// Shaded from top to bottom.
  var band: ClosedRange<Double>?
  /// Width as a share of that of all panels.
  var width = 1.0
  let series: [RowSeries]
}
