/// One dither scale of one curve: the simulated value, its standard error, and the exact value.
struct PlotPoint: Equatable {
  let sigma: Double
  let estimate: Double?
  let standardError: Double?
  let exact: Double?
  /// What no end of an interval can leave.
  var bounds: ClosedRange<Double>?

  /// Estimate plus and minus two standard errors, cut at the bounds; nil without both.
  var interval: ClosedRange<Double>? {
    guard let estimate, let standardError, standardError >= 0 else { return nil }
    let whole = ClosedRange(around: estimate, half: 2 * standardError)
    return bounds.map { whole.clamped(to: $0) } ?? whole
  }

  /// The exact value, or else the estimate.
  var height: Double? { exact ?? estimate }

  /// Every height that the figure must show.
  var heights: [Double] {
    [estimate, exact, interval?.lowerBound, interval?.upperBound].compactMap(\.self)
  }
}

extension PlotPoint {
  init(row: CSVTable.Row, of table: CSVTable, quantity: PlotQuantity) throws {
    guard let sigma = try table.number("sigma", in: row) else {
      let text = try table.text("sigma", in: row)
      throw PlotError.notANumber(text, column: "sigma", line: row.line, file: table.file)
    }
    if sigma < 0 { throw PlotError.impossibleSigma(sigma, line: row.line, file: table.file) }
    self.sigma = sigma
    estimate = try table.number(quantity.column, in: row)
    exact = try table.number(quantity.exactColumn, in: row)
    let column = quantity.standardErrorColumn
    standardError = table.has(column) ? try table.number(column, in: row) : nil
    bounds = quantity.bounds
  }
}
