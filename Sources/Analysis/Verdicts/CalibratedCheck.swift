import RealModule

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
  private var sum = 0.0
  private var sumOfSquares = 0.0

  /// - Parameter levels: probabilities of an alarm, that of the run last.
  init(_ name: CalibrationSeed.Name, levels: [Double]) {
    claim = name.claim
    variant = name.variant
    quantity = name.quantity
    interval = name.interval
    alarms = levels.map { ObservedRate(nominal: $0) }
    within = [1, 2].map { ObservedRate(nominal: .erf($0 / .sqrt(2))) }
  }

  /// Counts one run; true when it raised an alarm at the last level.
  mutating func note(_ outcome: CalibrationSeed.Outcome) -> Bool {
    if outcome.isUndecided { undecidedCount += 1 }
    guard let z = outcome.z else { return false }
    for i in alarms.indices { alarms[i].note(outcome.misses[i]) }
    for (i, reach) in [1.0, 2].enumerated() { within[i].note(abs(z) <= reach) }
    isDeterministic = isDeterministic && z == 0
    sum += z
    sumOfSquares += z * z
    return outcome.misses.last!
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
