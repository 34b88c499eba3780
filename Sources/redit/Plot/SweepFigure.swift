/// A sweep: one quantity of one policy against the dither's standard deviation.
struct SweepFigure: Figure {
  static let contents = "sweeps"
  static let writers = ["redit sweep", "redit exact"]
  static let signature = ["policy", "advantage", "noise", "group_size", "sigma", "variance"]
  static let options: Set = ["y", "policy"]

  let data: PlotData

  init(table: CSVTable, choice: PlotChoice) throws {
    data = try PlotData(
      table: table, quantity: PlotQuantity(option: choice.quantity), policy: choice.policy)
  }

  func script(title: String?, canvas: PlotCanvas) -> String {
    GnuplotScript(data: data, title: title, canvas: canvas).text
  }
}

extension PlotQuantity {
  /// The quantity that `--y` names, the variance without it.
  init(option: String?) throws {
    guard let option else {
      self = .variance
      return
    }
    guard let quantity = PlotQuantity(rawValue: option) else {
      let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("--y: a sweep has no \(option) to draw; it has \(known)")
    }
    self = quantity
  }
}
