/// What one seed says about every check, as much of it as a ``Calibration`` counts.
public struct CalibrationSeed: Sendable {
  /// What a check is called, the same with every seed.
  struct Name: Codable, Equatable {
    let claim, variant, quantity: String
    let interval: ConfidenceInterval.Kind
  }

  /// What came of a check.
  struct Outcome: Equatable {
    /// z-score against the true value; nil where none is known.
    let z: Double?
    /// Whether the interval misses the true value, at each level, that of the run last.
    let misses: [Bool]
    /// Whether the run left it undecided at its own level.
    let isUndecided: Bool
  }

  /// Number of the seed, from 0.
  public let number: Int
  /// Of the first seed only.
  let names: [Name]?
  let outcomes: [Outcome]

  /// Examines the claims with the seed `sampling.seed + number`.
  ///
  /// - Parameters:
  ///   - number: from 0.
  ///   - claims: what to examine.
  ///   - sampling: the plan of each run, its seed the first one.
  public init(_ number: Int, _ claims: [Claim], _ sampling: Sampling) throws {
    try self.init(number, claims, sampling, standardErrorFactor: 1)
  }

  /// - Parameter standardErrorFactor: a planted error of the standard errors, for negative controls.
  init(
    _ number: Int, _ claims: [Claim], _ sampling: Sampling, standardErrorFactor: Double
  ) throws {
    var plan = sampling
    plan.seed &+= UInt64(number)
    let findings = try claims.flatMap { try $0.findings(plan) }
      .map { $0.withStandardError(times: standardErrorFactor) }
    let levels = try Self.levels(checks: findings.count).map { try SignificanceLevel($0) }
    self.number = number
    names =
      number > 0
      ? nil
      : findings.map {
        Name(
          claim: $0.claim, variant: $0.variant, quantity: $0.quantity,
          interval: $0.interval(at: levels[0]).kind)
      }
    outcomes = findings.map { Outcome($0, levels) }
  }

  /// Levels at which alarms are common enough to be counted.
  static let commonLevels = [0.05, 0.01]

  /// Probabilities of an alarm: those that are common enough to be counted, then that of a run.
  static func levels(checks: Int) -> [Double] {
    commonLevels + [Judgement.falseAlarmProbability / Double(max(1, checks))]
  }
}

/// A z-score and a hexadecimal digit for each check: claims of the catalogue have some nine hundred.
extension CalibrationSeed: Codable {
  private enum CodingKeys: CodingKey { case number, names, z, marks }

  /// Reads what ``encode(to:)`` writes.
  ///
  /// - Throws: `DecodingError` for what is none.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    number = try values.decode(Int.self, forKey: .number)
    names = try values.decodeIfPresent([Name].self, forKey: .names)
    let z = try values.decode([Double?].self, forKey: .z)
    let marks = try values.decode(String.self, forKey: .marks)
    let found = marks.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
    guard found.count == z.count, marks.utf8.count == z.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .marks, in: values, debugDescription: "\(z.count) checks have \(found.count) marks")
    }
    outcomes = zip(z, found).map { Outcome(z: $0, mark: $1) }
  }

  /// Number, names, z-scores and marks.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(number, forKey: .number)
    try values.encodeIfPresent(names, forKey: .names)
    try values.encode(outcomes.map(\.z), forKey: .z)
    try values.encode(
      outcomes.map { String($0.mark, radix: 16) }.joined(), forKey: .marks)
  }
}

extension CalibrationSeed.Outcome {
  /// Bit 0 is set where it is undecided, bit k for a miss at level k from 1.
  fileprivate var mark: Int {
    misses.enumerated().reduce(isUndecided ? 1 : 0) { $0 | ($1.element ? 2 << $1.offset : 0) }
  }

  fileprivate init(z: Double?, mark: Int) {
    self.z = z
    isUndecided = mark & 1 != 0
    misses = (0..<CalibrationSeed.commonLevels.count + 1).map { mark & 2 << $0 != 0 }
  }
}

extension CalibrationSeed.Outcome {
  fileprivate init(_ finding: Finding, _ levels: [SignificanceLevel]) {
    isUndecided = finding.verdict(at: levels.last!) == .undecided
    z = finding.zTrue
    misses = levels.map { finding.misses(at: $0) }
  }
}

extension Finding {
  /// The true value: the exact one, else a prediction that is settled.
  private var trueValue: Double? {
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
