/// A row, or several that belong together, of a figure whose vertical axis is a list.
struct RowLabel: Equatable {
  let text: String
  /// In grey under the text; may be empty.
  var detail = ""
  /// From the top of the figure downward, in rows.
  let extent: ClosedRange<Double>

  init(text: String, extent: ClosedRange<Double>) {
    self.text = text
    self.extent = extent
  }

  /// The row of one comparison: its quantity, and in grey the variant and the setting in the
  /// brackets at the quantity's end.
  init(quantity: String, variant: String, extent: ClosedRange<Double>) {
    let parts = quantity.firstMatch(of: #/^(?<name>.+) \((?<setting>.*?)\)$/#)
    text = (parts.map { String($0.name) } ?? quantity).cut(to: 66)
    detail = (parts.map { "\(variant): \($0.setting)" } ?? variant).cut(to: 84)
    self.extent = extent
  }

  var center: Double { 0.5 * (extent.lowerBound + extent.upperBound) }
}

/// One value of a panel, with its interval where it has one, in positions on the panel's axis.
struct RowPoint: Equatable {
  let x: Double
  var interval: ClosedRange<Double>?
  let row: Double
}

/// Points that share a look and a line of the legend.
struct RowSeries {
  let name: String
  let color: String
  /// gnuplot's number of the marker.
  let marker: Int
  var size = 0.8
  var points: [RowPoint] = []
}

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
