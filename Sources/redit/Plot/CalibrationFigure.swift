/// A calibration: how often each check raised a false alarm, against how often it may.
///
/// Three panels over the checks, grouped by claim: alarms at 5%, at 1%, and z-scores within one
/// standard error. Left out are checks without a true value and those that never err.
struct CalibrationFigure: Figure {
  static let contents = "calibrations"
  static let writers = ["redit calibrate --format csv"]
  static let signature = [
    "claim", "variant", "quantity", "interval", "seeds", "alarms5_share", "alarms5_low",
    "alarms5_high", "alarms5_nominal", "alarms1_share", "within1_share", "is_deterministic", "flaw",
  ]
  static let mayBeEmpty: Set = ["flaw"]
  static let options: Set = ["claim"]

  /// A check with its observed rates.
  struct Check {
    let claim, variant, quantity, interval, flaw: String
    let seeds: Double
    let rates: [Rate]
  }

  /// An observed rate with its exact 95% interval.
  struct Rate {
    let share: Double
    let interval: ClosedRange<Double>
    let nominal: Double
  }

  let checks: [Check]
  private let leftOut: Int

  init(table: CSVTable, choice: PlotChoice) throws {
    let claims = try table.rows.map { try table.text("claim", in: $0) }
    if let claim = choice.claim, !claims.contains(claim) {
      throw PlotError.unknownClaim(claim, known: claims.inOrderOfAppearance, file: table.file)
    }
    let rows = zip(table.rows, claims).filter { choice.claim == nil || $0.1 == choice.claim }
      .map(\.0)
    let telling = try rows.filter { row in
      try table.number("seeds", in: row) ?? 0 > 0
        && table.text("is_deterministic", oneOf: ["true", "false"], in: row) == "false"
    }
    checks = try telling.map { try Check($0, of: table) }
    leftOut = rows.count - telling.count
    if checks.isEmpty {
      throw PlotError.noChecks(file: table.file)
    }
  }

  private static let rates = [
    (column: "alarms5", heading: "False alarms at 5%"),
    (column: "alarms1", heading: "False alarms at 1%"),
    (column: "within1", heading: "Within one standard error"),
  ]

  private var claims: [String] { checks.map(\.claim).inOrderOfAppearance }

  func script(title: String?, canvas: PlotCanvas) -> String {
    let isSingle = claims.count == 1
    let labels = isSingle ? checkLabels : claimLabels
    let units = labels.map(\.extent.upperBound).max() ?? 1
    let height = isSingle ? 36 * units : 4 * units
    let frame = PlotFrame(
      canvas: canvas,
      title: title ?? "Calibration of \(isSingle ? claims[0] : "\(claims.count) claims")",
      subtitle: subtitle, width: isSingle ? 1280 : 1080, height: Int(height) + RowScript.chrome,
      textRows: 2 * labels.count + 16)
    return RowScript(
      frame: frame, labels: labels,
      panels: Self.rates.indices.map { panel($0, labels: labels) },
      labelWidth: isSingle ? 520 : 215
    ).text
  }

  private var subtitle: String {
    let seeds = checks.map(\.seeds).max() ?? 0
    let rest = leftOut == 0 ? "" : "; \(leftOut) without errors or without a true value left out"
    return
      "\(checks.count) checks, \(PlotLabels.grouped(seeds)) seeds each; shares with exact 95% intervals\(rest)"
  }

  private var checkLabels: [RowLabel] {
    checks.enumerated().map { index, check in
      RowLabel(
        quantity: check.quantity, variant: check.variant, extent: Double(index)...Double(index + 1))
    }
  }

  /// A claim takes as many rows as it has checks, and at least what its name needs.
  private var claimLabels: [RowLabel] {
    var start = 0.0
    return claims.map { claim in
      let count = checks.count(where: { $0.claim == claim })
      defer { start += Double(max(count + 2, 6)) }
      return RowLabel(text: claim, extent: start...(start + Double(max(count + 2, 6))))
    }
  }

  /// The checks of a claim stand by rising share.
  private func points(_ index: Int, labels: [RowLabel]) -> [(check: Check, point: RowPoint)] {
    zip(claims, labels).flatMap { claim, label in
      let own = checks.filter { $0.claim == claim }
      let isSingle = claims.count == 1
      let sorted = isSingle ? own : own.sorted { $0.rates[index].share < $1.rates[index].share }
      let step = (label.extent.upperBound - label.extent.lowerBound) / Double(own.count + 1)
      return sorted.enumerated().map { rank, check in
        let rate = check.rates[index]
        let row =
          isSingle ? Double(rank) + 0.5 : label.extent.lowerBound + step * Double(rank + 1)
        return (check, RowPoint(x: rate.share, interval: rate.interval, row: row))
      }
    }
  }

  private func panel(_ index: Int, labels: [RowLabel]) -> RowPanel {
    let points = points(index, labels: labels)
    let nominal = checks[0].rates[index].nominal
    let high = points.compactMap { $0.point.interval?.upperBound }.max() ?? 1
    let low = points.compactMap { $0.point.interval?.lowerBound }.min() ?? 0
    let isAlarm = nominal < 0.5
    let limits = isAlarm ? (-0.03 * high)...(1.05 * high) : (low - 0.02)...min(high + 0.02, 1.02)
    return RowPanel(
      heading: Self.rates[index].heading, axisLabel: "share of the seeds", limits: limits,
      ticks: linearTicks(in: limits) { decimal(100 * $0) + "%" }, reference: nominal,
      series: series(points))
  }

  private func series(_ points: [(check: Check, point: RowPoint)]) -> [RowSeries] {
    let size = claims.count == 1 ? 0.8 : 0.35
    let kinds = [
      (kind: "normal", words: "normal interval", style: PlotStyle(curve: 0)),
      (
        kind: "bernstein", words: "Bernstein interval, on the safe side", style: PlotStyle(curve: 2)
      ),
    ]
    let sound = kinds.map { kind in
      RowSeries(
        name: kind.words, color: kind.style.color, marker: kind.style.filledMarker, size: size,
        points: points.filter { $0.check.flaw.isEmpty && $0.check.interval == kind.kind }
          .map(\.point))
    }
    let flaws = points.map(\.check.flaw).filter { !$0.isEmpty }.inOrderOfAppearance
    let flawed = flaws.enumerated().map { index, flaw in
      let style = PlotStyle(curve: index == 0 ? 1 : 3 + index)
      return RowSeries(
        name: flaw, color: style.color, marker: style.filledMarker, size: 2 * size,
        points: points.filter { $0.check.flaw == flaw }.map(\.point))
    }
    return sound + flawed
  }
}

extension CalibrationFigure.Check {
  fileprivate init(_ row: CSVTable.Row, of table: CSVTable) throws {
    claim = try table.text("claim", in: row)
    variant = try table.text("variant", in: row)
    quantity = try table.text("quantity", in: row)
    interval = try table.text("interval", oneOf: ["normal", "bernstein"], in: row)
    flaw = try table.text("flaw", in: row)
    seeds = try table.requiredNumber("seeds", in: row)
    rates = try ["alarms5", "alarms1", "within1"].map { column in
      let (low, high) = (
        try table.share("\(column)_low", in: row), try table.share("\(column)_high", in: row)
      )
      return CalibrationFigure.Rate(
        share: try table.share("\(column)_share", in: row),
        interval: min(low, high)...max(low, high),
        nominal: try table.share("\(column)_nominal", in: row))
    }
  }
}
