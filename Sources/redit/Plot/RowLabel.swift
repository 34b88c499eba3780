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
