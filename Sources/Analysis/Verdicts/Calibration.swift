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
  public static let levels = [0.05, 0.01]
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
    var checks: [CalibratedCheck] = []
    var runAlarms = ObservedRate(nominal: Judgement.falseAlarmProbability)
    for number in 0..<seeds {
      var plan = sampling
      plan.seed &+= UInt64(number)
      let findings = try claims.flatMap { try $0.findings(plan) }
        .map { $0.withStandardError(times: standardErrorFactor) }
      if number == 0 { checks = try Self.checks(findings) }
      var isAlarmed = false
      // To the end also after an alarm: every check counts every run.
      for i in findings.indices where checks[i].note(findings[i]) { isAlarmed = true }
      runAlarms.note(isAlarmed)
      progress(Double(number + 1) / Double(seeds))
    }
    self.checks = checks
    self.runAlarms = runAlarms
  }

  private static func checks(_ findings: [Finding]) throws -> [CalibratedCheck] {
    let own = Judgement.falseAlarmProbability / Double(max(1, findings.count))
    let levels = try (levels + [own]).map { try SignificanceLevel($0) }
    return findings.map { CalibratedCheck($0, levels: levels) }
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

/// One check over many seeds.
public struct CalibratedCheck: Sendable {
  /// What is wrong with it.
  public enum Flaw: String, Sendable {
    /// More alarms than its level allows.
    case tooManyAlarms = "too many alarms"
    /// Estimates scatter more than the standard error says.
    case errorTooSmall = "standard error too small"
    /// Estimates scatter less than the standard error says: no false alarms, but little power.
    case errorTooLarge = "standard error too large"

    /// Whether it costs power only.
    public var isHarmless: Bool { self == .errorTooLarge }
  }

  /// Name of the claim.
  public let claim: String
  /// The advantage variant that was checked.
  public let variant: String
  /// What is compared, in words.
  public let quantity: String
  /// What its interval rests on.
  public let interval: ConfidenceInterval.Kind
  /// Alarms at each level of `Calibration.levels`, then at that of the run; without trials where no
  /// true value is known.
  public private(set) var alarms: [ObservedRate]
  /// Runs that left it undecided at their own level.
  public private(set) var undecidedCount = 0
  /// z-scores within 1 and within 2, against what a normal variable has.
  public private(set) var within: [ObservedRate]
  /// True as long as no estimate differs from the true value.
  public private(set) var isDeterministic = true
  private let levels: [SignificanceLevel]
  private var sum = 0.0
  private var sumOfSquares = 0.0

  init(_ finding: Finding, levels: [SignificanceLevel]) {
    claim = finding.claim
    variant = finding.variant
    quantity = finding.quantity
    interval = finding.interval(at: levels[0]).kind
    alarms = levels.map { ObservedRate(nominal: $0.probability) }
    within = [1, 2].map { ObservedRate(nominal: .erf($0 / .sqrt(2))) }
    self.levels = levels
  }

  /// Counts one run; true when it raised an alarm at the last level.
  mutating func note(_ finding: Finding) -> Bool {
    if finding.verdict(at: levels.last!) == .undecided { undecidedCount += 1 }
    guard let z = finding.zTrue else { return false }
    let verdicts = levels.map { finding.misses(at: $0) }
    for i in levels.indices { alarms[i].note(verdicts[i]) }
    for (i, reach) in [1.0, 2].enumerated() { within[i].note(abs(z) <= reach) }
    isDeterministic = isDeterministic && z == 0
    sum += z
    sumOfSquares += z * z
    return verdicts.last!
  }

  /// Mean of the z-scores, near 0; NaN without any.
  public var meanZ: Double { sum / Double(within[0].trials) }

  /// Sample variance of the z-scores, near 1.
  public var varianceZ: Double {
    let n = Double(within[0].trials)
    return (sumOfSquares - n * meanZ * meanZ) / (n - 1)
  }

  func flaw(error: Double) throws -> Flaw? {
    if within[0].trials == 0 || isDeterministic { return nil }
    for rate in alarms where try rate.interval(error: error).lowerBound > rate.nominal {
      return .tooManyAlarms
    }
    for rate in within where try rate.interval(error: error).upperBound < rate.nominal {
      return .errorTooSmall
    }
    for rate in within where try rate.interval(error: error).lowerBound > rate.nominal {
      return .errorTooLarge
    }
    return nil
  }
}

extension Finding {
  /// The true value: the exact one, else a prediction that is settled.
  fileprivate var trueValue: Double? {
    exact ?? (relation == .equals && expected == .holds ? claimed : nil)
  }

  fileprivate var zTrue: Double? {
    trueValue.map { estimate.zScore(against: $0, scale: scale) }
  }

  fileprivate func misses(at level: SignificanceLevel) -> Bool {
    guard let trueValue else { return false }
    return refutes(trueValue, halfWidth: interval(at: level).halfWidth)
  }

  /// The finding with another standard error, judged by it alone.
  fileprivate func withStandardError(times factor: Double) -> Finding {
    if factor == 1 { return self }
    var changed = self
    changed.estimate = Estimate(
      mean: estimate.mean, standardError: factor * estimate.standardError, count: estimate.count)
    return changed
  }
}
