import Analysis
import Foundation

/// An observed rate with its exact 95% interval.
struct RateRecord: Encodable {
  let count: Int
  let share, low, high, nominal: Double

  init(_ rate: ObservedRate) throws {
    let interval = try rate.interval(error: CalibrationText.error)
    count = rate.count
    share = rate.share
    low = interval.lowerBound
    high = interval.upperBound
    nominal = rate.nominal
  }

  static func columns(_ name: String) -> [String] {
    ["\(name)_count", "\(name)_share", "\(name)_low", "\(name)_high", "\(name)_nominal"]
  }

  var cells: [String] { ["\(count)", "\(share)", "\(low)", "\(high)", "\(nominal)"] }
}

/// One calibrated check as programs read it; data/README.md describes the fields.
struct CalibrationRecord: Encodable {
  let claim, variant, quantity, interval: String
  let seeds, undecidedCount: Int
  let alarms5, alarms1, alarmsRun, within1, within2: RateRecord
  let meanZ, varianceZ: Double
  let flaw: String?
  let isHarmless, isDeterministic: Bool

  init(_ check: CalibratedCheck, _ calibration: Calibration) throws {
    let found = try calibration.flaw(check)
    claim = check.claim
    variant = check.variant
    quantity = check.quantity
    interval = check.interval.rawValue
    seeds = check.within[0].trials
    undecidedCount = check.undecidedCount
    alarms5 = try RateRecord(check.alarms[0])
    alarms1 = try RateRecord(check.alarms[1])
    alarmsRun = try RateRecord(check.alarms[2])
    within1 = try RateRecord(check.within[0])
    within2 = try RateRecord(check.within[1])
    meanZ = check.meanZ
    varianceZ = check.varianceZ
    flaw = found?.rawValue
    isHarmless = found?.isHarmless ?? true
    isDeterministic = check.isDeterministic
  }

  static func json(_ calibration: Calibration) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let records = try calibration.checks.map { try CalibrationRecord($0, calibration) }
    return String(decoding: try encoder.encode(records), as: UTF8.self) + "\n"
  }

  static func csv(_ calibration: Calibration) throws -> String {
    let rates = ["alarms5", "alarms1", "alarms_run", "within1", "within2"]
    let header =
      ["claim", "variant", "quantity", "interval", "seeds"]
      + rates.flatMap(RateRecord.columns) + [
        "mean_z", "variance_z", "is_deterministic", "flaw", "undecided_count",
      ]
    let rows = try calibration.checks.map { try CalibrationRecord($0, calibration).cells }
    return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private var cells: [String] {
    [claim, SweepColumns.quoted(variant), SweepColumns.quoted(quantity), interval, "\(seeds)"]
      + [alarms5, alarms1, alarmsRun, within1, within2].flatMap(\.cells)
      + ["\(meanZ)", "\(varianceZ)", "\(isDeterministic)", flaw ?? "", "\(undecidedCount)"]
  }
}
