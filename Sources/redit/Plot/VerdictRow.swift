/// One finding, as `redit verify` wrote it.
struct VerdictRow {
  let claim: String
  let variant: String
  let quantity: String
  let verdict: String
  let isUnexpected: Bool
  /// Whether the prediction is an upper bound only.
  let isBound: Bool
  /// Simulated value less prediction, in half-widths of the interval.
  let fromClaimed: Double?
  /// Simulated less exact value, in half-widths.
  let fromExact: Double?
  /// Exact value less prediction, in half-widths.
  let exactFromClaimed: Double?

  static let verdicts = ["holds", "fails", "undecided", "inconsistent"]

  init(_ row: CSVTable.Row, of table: CSVTable) throws {
    claim = try table.text("claim", in: row)
    variant = try table.text("variant", in: row)
    quantity = try table.text("quantity", in: row)
    verdict = try table.text("verdict", oneOf: Self.verdicts, in: row)
    let expected = try table.text("expected", oneOf: Self.verdicts, in: row)
    isUnexpected = verdict != "undecided" && verdict != expected
    isBound = try table.text("relation", oneOf: ["=", "<="], in: row) == "<="
    let claimed = try table.number("claimed", in: row)
    let exact = try table.number("exact", in: row)
    let estimate = try table.number("estimate", in: row)
    let unit = try table.number("half_width", in: row)
    // A z-score of 0 is how the tool says that both differ by rounding only.
    let agreesWithClaimed = try table.number("z_claimed", in: row) == 0
    let agreesWithExact = try table.number("z_exact", in: row) == 0
    fromClaimed = agreesWithClaimed ? 0 : Self.distance(estimate, claimed, unit: unit)
    fromExact = agreesWithExact ? 0 : Self.distance(estimate, exact, unit: unit)
    exactFromClaimed = Self.distance(exact, claimed, unit: unit)
  }

  /// `(value - origin) / unit`; 0 where they differ by rounding only, nil where one is unknown.
  private static func distance(_ value: Double?, _ origin: Double?, unit: Double?) -> Double? {
    guard let value, let origin, let unit else { return nil }
    let difference = value - origin
    if abs(difference) <= 1e-8 * max(abs(value), abs(origin)) { return 0 }
    let distance = difference / unit
    return distance.isNaN ? nil : distance
  }

  /// What the row is called.
  func label(_ index: Int) -> RowLabel {
    let place = Double(index)...Double(index + 1)
    return RowLabel(
      quantity: (isBound ? "≤  " : "") + quantity, variant: variant, extent: place)
  }

  /// The points by verdict: a colour and a marker for each, hollow for bounds.
  static func series(_ points: [(row: VerdictRow, point: RowPoint)]) -> [RowSeries] {
    let looks: [(verdict: String, style: PlotStyle, size: Double)] = [
      ("holds", PlotStyle(curve: 0), 0.8), ("fails", PlotStyle(curve: 1), 0.9),
      ("undecided", PlotStyle(curve: 3), 1.2), ("inconsistent", PlotStyle(curve: 2), 1.2),
    ]
    let byVerdict = looks.flatMap { look in
      [false, true].map { isBound in
        RowSeries(
          name: look.verdict + (isBound ? " (bound, ≤)" : ""), color: look.style.color,
          marker: isBound ? look.style.hollowMarker : look.style.filledMarker, size: look.size,
          points: points.filter { $0.row.verdict == look.verdict && $0.row.isBound == isBound }
            .map(\.point))
      }
    }
    let rings = RowSeries(
      name: "not as expected", color: "#000000", marker: 6, size: 2.4,
      points: points.filter(\.row.isUnexpected).map {
        RowPoint(x: $0.point.x, row: $0.point.row)
      })
    return byVerdict + [rings]
  }
}
