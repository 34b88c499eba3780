import Analysis
import Platform

/// Calibration for people: whether all is calibrated, one line for each claim, the checks on demand.
struct CalibrationText {
  let calibration: Calibration
  /// Columns that a line may take; nil for any number.
  let width: Int?
  /// Whether every check is shown.
  let details: Bool

  func text(_ format: OutputFormat) throws -> String {
    switch format {
    case .table: try report(.terminal)
    case .markdown: try report(.markdown)
    case .csv: try CalibrationTable.table.csv(CalibrationTable.lines(calibration))
    case .json: try CalibrationTable.table.json(CalibrationTable.lines(calibration))
    }
  }

  private func report(_ style: FittedTable.Style) throws -> String {
    let records = try CalibrationTable.lines(calibration)
    let claims = records.map(\.check.claim).inOrderOfAppearance
    var parts = [answer(records), claimTable(claims, records, style), try summary(records)]
    let width = style == .terminal ? width : nil
    if details || style == .markdown {
      parts += claims.map { claim in
        let heading = (style == .markdown ? "## " : "") + claim
        return
          "\(heading)\n\n\(checkTable(records.filter { $0.check.claim == claim }, style, width))"
      }
    }
    return parts.joined(separator: "\n")
  }

  /// The first line: are false alarms as rare as they should be?
  private func answer(_ records: [CalibrationLine]) -> String {
    let flawed = records.count { $0.flaw != nil && !$0.isHarmless }
    let start = flawed == 0 ? "All calibrated" : "\(flawed) NOT calibrated"
    return """
      \(start): \(records.count - flawed) of \(records.count) checks within chance (error \
      \(Calibration.falseAlarmProbability) over all).

      """.wrapped(to: width)
  }

  private func claimTable(
    _ claims: [String], _ records: [CalibrationLine], _ style: FittedTable.Style
  ) -> String {
    let titles = ["checks", "flawed", "undecided", "false alarms at 5%", "at 1%"]
    let columns =
      [FittedTable.Column(title: "claim")]
      + titles.map { FittedTable.Column(title: $0, isNumber: true) }
    let rows = claims.map { claim in
      let own = records.filter { $0.check.claim == claim }
      let rates = [own.map(\.alarms5), own.map(\.alarms1)].map { rates in
        share(rates.map(\.count).reduce(0, +), of: own.map(\.seeds).reduce(0, +))
      }
      return [
        claim, "\(own.count)", "\(own.count { $0.flaw != nil && !$0.isHarmless })",
        "\(own.count { $0.check.undecidedCount > 0 })",
      ] + rates
    }
    return FittedTable(columns, rows: rows).layout(style, width: width).table
  }

  private func share(_ count: Int, of trials: Int) -> String {
    trials == 0 ? "" : NumberText.printed("%.4f", Double(count) / Double(trials))
  }

  private func checkTable(
    _ records: [CalibrationLine], _ style: FittedTable.Style, _ width: Int?
  ) -> String {
    return FittedTable(Self.checks, of: records).text(style, width: width) { _ in "" }
  }

  private static let checks: [ShownColumn<CalibrationLine>] = [
    CalibrationTable.table.shown("variant"), CalibrationTable.table.shown("quantity"),
    CalibrationTable.table.shown("interval", rank: 3),
    rate("alarms5", as: "alarms at 5%") { $0.alarms5 },
    rate("alarms1", as: "at 1%", rank: 3) { $0.alarms1 },
    CalibrationTable.table.shown(
      "alarms_run_count", as: "at the run's level", isNumber: true, rank: 4),
    rate("within1", as: "abs(z) <= 1", rank: 4) { $0.within1 },
    rate("within2", as: "<= 2", rank: 4) { $0.within2 },
    score("mean_z", as: "mean z") { $0.check.meanZ },
    score("variance_z", as: "variance z") { $0.check.varianceZ },
    CalibrationTable.table.shown("undecided_count", as: "undecided", isNumber: true, rank: 1),
    CalibrationTable.table.shown("flaw"),
  ]

  /// "0.048 (0.036-0.063)"; nothing for what never varies.
  private static func rate(
    _ name: String, as title: String, rank: Int = 0,
    _ part: @escaping @Sendable (CalibrationLine) -> CalibratedRate
  ) -> ShownColumn<CalibrationLine> {
    CalibrationTable.table.shown(
      "\(name)_share", "\(name)_low", "\(name)_high", as: title, isNumber: true, rank: rank
    ) {
      if $0.check.isDeterministic { return "" }
      let rate = part($0)
      return NumberText.printed("%.3f (%.3f-%.3f)", rate.share, rate.low, rate.high)
    }
  }

  private static func score(
    _ name: String, as title: String, _ value: @escaping @Sendable (CalibrationLine) -> Double
  ) -> ShownColumn<CalibrationLine> {
    CalibrationTable.table.shown(name, as: title, isNumber: true, rank: 2) {
      $0.check.isDeterministic ? "" : NumberText.printed("%.2f", value($0))
    }
  }

  private func summary(_ records: [CalibrationLine]) throws -> String {
    let runs = calibration.runAlarms
    let interval = try runs.interval(error: CalibratedRate.error)
    let ends = NumberText.printed(
      "%.4f (%.4f-%.4f)", runs.share, interval.lowerBound, interval.upperBound)
    let open = records.count { $0.check.undecidedCount > 0 }
    return """
      \(runs.count) of \(runs.trials) runs with any false alarm at their own level: \(ends), nominal \
      \(runs.nominal) at most.
      \(open) of \(records.count) checks undecided in some runs: no alarms, they need more groups.
      In brackets: exact 95% intervals (Clopper-Pearson). A normal z has abs(z) <= 1 in .683 and \
      abs(z) <= 2 in .954 of all runs; Bernstein intervals are wider than their level needs. Blank: \
      the simulated value never differs from the true one, or none is known.

      """.wrapped(to: width)
  }
}
