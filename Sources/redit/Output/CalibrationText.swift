import Analysis
import Foundation
import TextTable

/// Calibration for people: a table for each claim, then a summary.
enum CalibrationText {
  /// Two-sided error of the intervals shown.
  static let error = 0.05

  static func text(_ calibration: Calibration, format: OutputFormat) throws -> String {
    switch format {
    case .table: try report(calibration, style: Style.simple, heading: "")
    case .markdown: try report(calibration, style: Style.pipe, heading: "## ")
    case .csv: try CalibrationRecord.csv(calibration)
    case .json: try CalibrationRecord.json(calibration)
    }
  }

  private static func report(
    _ calibration: Calibration, style: any TextTableStyle.Type, heading: String
  ) throws -> String {
    let records = try calibration.checks.map { try CalibrationRecord($0, calibration) }
    var claims: [String] = []
    for record in records where claims.last != record.claim { claims.append(record.claim) }
    let sections = claims.map { claim in
      let rows = records.filter { $0.claim == claim }
      return "\(heading)\(claim)\n\n\(table(rows, style: style))\n"
    }
    return sections.joined(separator: "\n") + "\n" + (try summary(calibration, records))
  }

  private static func table(
    _ records: [CalibrationRecord], style: any TextTableStyle.Type
  ) -> String {
    let table = TextTable<CalibrationRecord> { record in
      [
        Column(title: "variant", value: record.variant),
        Column(title: "quantity", value: record.quantity),
        Column(title: "interval", value: record.interval),
        Column(title: "alarms at 5%", value: rate(record.alarms5, record), align: .right),
        Column(title: "at 1%", value: rate(record.alarms1, record), align: .right),
        Column(title: "at the run's level", value: "\(record.alarmsRun.count)", align: .right),
        Column(title: "abs(z) <= 1", value: rate(record.within1, record), align: .right),
        Column(title: "<= 2", value: rate(record.within2, record), align: .right),
        Column(title: "mean z", value: number(record.meanZ, "%.2f", record), align: .right),
        Column(title: "variance z", value: number(record.varianceZ, "%.2f", record), align: .right),
        Column(title: "flaw", value: record.flaw ?? ""),
      ]
    }
    return table.string(for: records, style: style) ?? ""
  }

  /// ".048 (.036-.063)"; nothing for what never varies.
  private static func rate(_ rate: RateRecord, _ record: CalibrationRecord) -> String {
    if record.isDeterministic { return "" }
    return String(format: "%.3f (%.3f-%.3f)", rate.share, rate.low, rate.high)
  }

  private static func number(
    _ value: Double, _ format: String, _ record: CalibrationRecord
  ) -> String {
    record.isDeterministic ? "" : String(format: format, value)
  }

  private static func summary(
    _ calibration: Calibration, _ records: [CalibrationRecord]
  ) throws -> String {
    let flawed = records.count { $0.flaw != nil && !$0.isHarmless }
    let runs = calibration.runAlarms
    let interval = try runs.interval(error: error)
    return """
      \(flawed) of \(records.count) checks miscalibrated beyond chance (error \
      \(Calibration.falseAlarmProbability) over all).
      \(runs.count) of \(runs.trials) runs with any false alarm at their own level: \
      \(String(format: "%.4f (%.4f-%.4f)", runs.share, interval.lowerBound, interval.upperBound)), \
      nominal \(runs.nominal) at most.
      In brackets: exact 95% intervals (Clopper-Pearson). A normal z has abs(z) <= 1 in .683 and \
      abs(z) <= 2 in .954 of all runs; Bernstein
      intervals are wider than their level needs. Blank: the simulated value never differs from the \
      true one, or none is known.

      """
  }
}
