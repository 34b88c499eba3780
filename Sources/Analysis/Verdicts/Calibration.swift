import GSL
import RealModule

/// Whether checks raise false alarms as rarely as they say: claims examined anew with many seeds.
///
/// An alarm is an interval that misses the exact value (or the prediction, where that is settled and
/// there is no exact value). Alarms are counted at levels at which they are common enough to be
/// counted, and at the level of a run of `redit verify`. What a run leaves undecided is counted apart:
/// it is no alarm, but no evidence either.
public struct Calibration: Sendable {
  /// Levels at which alarms are counted, before that of the run.
  public static let levels = CalibrationSeed.commonLevels
  /// Probability that calibrated checks are called miscalibrated, at most, over all of them.
  public static let falseAlarmProbability = 1e-3

  /// One for each finding, in their order.
  public let checks: [CalibratedCheck]
  /// Runs with any alarm at the run's own level.
  public let runAlarms: ObservedRate

  /// Examines the claims with seeds `sampling.seed`, `sampling.seed + 1`, ...
  ///
  /// - Parameters:
  ///   - claims: what to examine.
  ///   - seeds: how many, at least 2.
  ///   - sampling: the plan of each run, its seed the first one.
  ///   - progress: told the finished share, 0...1, after each seed.
  public init(
    _ claims: [Claim], seeds: Int, sampling: Sampling, progress: (Double) -> Void = { _ in }
  ) throws {
    try self.init(
      claims, seeds: seeds, sampling: sampling, standardErrorFactor: 1, progress: progress)
  }

  /// - Parameter standardErrorFactor: a planted error of the standard errors, for negative controls.
  init(
    _ claims: [Claim], seeds: Int, sampling: Sampling, standardErrorFactor: Double,
    progress: (Double) -> Void = { _ in }
  ) throws {
    guard seeds >= 2 else { throw AnalysisError("at least 2 seeds are needed, got \(seeds)") }
    var counts = CalibrationCounts()
    for number in 0..<seeds {
      try counts.add(
        CalibrationSeed(number, claims, sampling, standardErrorFactor: standardErrorFactor))
      progress(Double(number + 1) / Double(seeds))
    }
    self.init(counts)
  }

  /// What was counted.
  public init(_ counts: CalibrationCounts) {
    checks = counts.checks
    runAlarms = counts.runAlarms
  }

  /// Error probability of each comparison of a rate with its nominal value: five for each check.
  public var errorPerComparison: Double {
    // Alarms at two levels and at that of the run; z-scores within 1 and within 2.
    Self.falseAlarmProbability / Double(max(1, 5 * checks.count))
  }

  /// What is wrong with a check beyond chance.
  public func flaw(_ check: CalibratedCheck) throws -> CalibratedCheck.Flaw? {
    try check.flaw(error: errorPerComparison)
  }

  /// True when no check raises too many alarms or has too small a standard error.
  public var isCalibrated: Bool {
    get throws { try checks.allSatisfy { try flaw($0).map(\.isHarmless) ?? true } }
  }
}
