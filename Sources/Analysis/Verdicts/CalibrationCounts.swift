/// What is counted of a ``Calibration``, seed by seed in their order.
public struct CalibrationCounts: Sendable {
  private(set) var checks: [CalibratedCheck] = []
  private(set) var runAlarms = ObservedRate(nominal: Judgement.falseAlarmProbability)
  private var count = 0

  /// Before the first seed.
  public init() {}

  /// Counts the next seed.
  ///
  /// - Throws: `AnalysisError` for a seed that does not follow on those before, or of other checks.
  public mutating func add(_ seed: CalibrationSeed) throws {
    guard seed.number == count else {
      throw AnalysisError("seed \(seed.number + 1) does not follow on \(count) seeds")
    }
    if let names = seed.names, count == 0 {
      let levels = CalibrationSeed.levels(checks: names.count)
      checks = names.map { CalibratedCheck($0, levels: levels) }
    }
    guard seed.outcomes.count == checks.count,
      seed.outcomes.allSatisfy({ $0.misses.count == CalibrationSeed.commonLevels.count + 1 })
    else { throw AnalysisError("seed \(seed.number + 1) is of other checks") }
    var isAlarmed = false
    // To the end also after an alarm: every check counts every run.
    for (i, outcome) in seed.outcomes.enumerated() where checks[i].note(outcome) {
      isAlarmed = true
    }
    runAlarms.note(isAlarmed)
    count += 1
  }
}
