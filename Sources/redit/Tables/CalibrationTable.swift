import Analysis

/// An observed rate with its exact 95% interval.
struct CalibratedRate {
  let count: Int
  let share, low, high, nominal: Double

  /// Two-sided error of the interval.
  static let error = 0.05

  init(_ rate: ObservedRate) throws {
    let interval = try rate.interval(error: Self.error)
    count = rate.count
    share = rate.share
    low = interval.lowerBound
    high = interval.upperBound
    nominal = rate.nominal
  }
}

/// One calibrated check with its intervals.
struct CalibrationLine {
  let check: CalibratedCheck
  let alarms5, alarms1, alarmsRun, within1, within2: CalibratedRate
  let flaw: String?
  let isHarmless: Bool

  init(_ check: CalibratedCheck, _ calibration: Calibration) throws {
    self.check = check
    let found = try calibration.flaw(check)
    alarms5 = try CalibratedRate(check.alarms[0])
    alarms1 = try CalibratedRate(check.alarms[1])
    alarmsRun = try CalibratedRate(check.alarms[2])
    within1 = try CalibratedRate(check.within[0])
    within2 = try CalibratedRate(check.within[1])
    flaw = found?.rawValue
    isHarmless = found?.isHarmless ?? true
  }

  /// Runs in which the check was compared with a true value.
  var seeds: Int { check.within[0].trials }
}

/// What `redit calibrate` writes.
enum CalibrationTable {
  static let table = Table<CalibrationLine>(identity + rates + scores)

  static func lines(_ calibration: Calibration) throws -> [CalibrationLine] {
    try calibration.checks.map { try CalibrationLine($0, calibration) }
  }

  private static let identity: [Column<CalibrationLine>] = [
    Column("claim", "", "its name") { .text($0.check.claim) },
    Column("variant", "", "as in `redit verify`") { .text($0.check.variant) },
    Column("quantity", "", "as in `redit verify`") { .text($0.check.quantity) },
    Column("interval", "", "as in `redit verify`") { .text($0.check.interval.rawValue) },
    Column(
      "seeds", "runs",
      "runs in which the check was compared with a true value; 0 where none is known"
    ) { .count($0.seeds) },
  ]

  private static let rates =
    rate("alarms5", "false alarms at level 5%") { $0.alarms5 }
    + rate("alarms1", "false alarms at level 1%") { $0.alarms1 }
    + rate("alarms_run", "false alarms at the level of a run") { $0.alarmsRun }
    + rate("within1", "z-scores of absolute value up to 1") { $0.within1 }
    + rate("within2", "z-scores of absolute value up to 2") { $0.within2 }

  private static func rate(
    _ name: String, _ meaning: String,
    _ part: @escaping @Sendable (CalibrationLine) -> CalibratedRate
  ) -> [Column<CalibrationLine>] {
    [
      Column("\(name)_count", "runs", meaning) { .count(part($0).count) },
      Column("\(name)_share", "share", "\(meaning), of `seeds`") { .number(part($0).share) },
      Column("\(name)_low", "share", "exact 95% interval of that share, lower end") {
        .number(part($0).low)
      },
      Column("\(name)_high", "share", "its upper end") { .number(part($0).high) },
      Column("\(name)_nominal", "share", "what that share should be") {
        .number(part($0).nominal)
      },
    ]
  }

  private static let scores: [Column<CalibrationLine>] = [
    Column("mean_z", "standard errors", "mean of the z-scores: near 0") {
      .number($0.check.meanZ)
    },
    Column("variance_z", "", "their variance: near 1") { .number($0.check.varianceZ) },
    Column("is_deterministic", "", "the estimate never differs from the true value") {
      .flag($0.check.isDeterministic)
    },
    Column(
      "flaw", "",
      """
      what is wrong beyond chance: `too many alarms`, `standard error too small`, `standard error too \
      large` (harmless)
      """
    ) { .text($0.flaw) },
    Column(
      "undecided_count", "runs", "seeds that left the check undecided at the level of a run"
    ) { .count($0.check.undecidedCount) },
  ]
}
