/// One value of a panel, with its interval where it has one, in positions on the panel's axis.
struct RowPoint: Equatable {
  let x: Double
  var interval: ClosedRange<Double>?
  let row: Double
}
