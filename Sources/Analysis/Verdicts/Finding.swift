/// Whether a statement is true, as far as the experiment can tell.
public enum Verdict: String, Sendable {
  /// Exact law and simulation both agree with it.
  case holds
  /// Exact law and simulation both refute it.
  case fails
  /// The exact law refutes it, the simulation is too small to see it.
  case undecided
  /// Simulation and exact law contradict each other: something is broken.
  case inconsistent
}

/// One comparison: what a claim predicts, what is exact, what was simulated.
public struct Finding: Sendable {
  /// How the claim relates the quantity to its prediction.
  public enum Relation: String, Sendable {
    /// The quantity equals the prediction.
    case equals = "="
    /// The quantity does not exceed the prediction.
    case atMost = "<="
  }

  /// Name of the claim.
  public internal(set) var claim = ""
  /// Advantage variant, with whatever else sets this finding apart.
  public let variant: String
  /// What is compared, in words, with the setting.
  public let quantity: String
  /// How it should compare with `claimed`.
  public let relation: Relation
  /// What the claim predicts.
  public let claimed: Double
  /// The exact value; nil where no law is known.
  public let exact: Double?
  /// The simulated value.
  public let estimate: Estimate
  /// The verdict this toolkit has proved or settled on.
  public let expected: Verdict
  /// Under which condition it holds, when it does not hold in general.
  public let condition: String?
  /// Size of the quantity, for comparing exact values up to rounding (relative 1e-8).
  public let scale: Double

  /// A comparison.
  public init(
    variant: String, quantity: String, relation: Relation = .equals, claimed: Double,
    exact: Double?, estimate: Estimate, expected: Verdict, condition: String? = nil,
    scale: Double = 1
  ) {
    self.variant = variant
    self.quantity = quantity
    self.relation = relation
    self.claimed = claimed
    self.exact = exact
    self.estimate = estimate
    self.expected = expected
    self.condition = condition
    self.scale = scale
  }

  /// z-score of the simulation against the exact value; nil without one.
  public var zExact: Double? { exact.map { estimate.zScore(against: $0, scale: scale) } }

  /// z-score of the simulation against the prediction.
  public var zClaimed: Double { estimate.zScore(against: claimed, scale: scale) }

  /// The interval around the simulated value that holds the true one.
  public func interval(at level: SignificanceLevel) -> ConfidenceInterval {
    ConfidenceInterval(estimate, at: level)
  }

  /// The smallest deviation from the prediction that would be refuted with probability .99: the
  /// half-width of the interval and 2.33 standard errors more.
  public func detectableEffect(at level: SignificanceLevel) -> Double {
    detectableEffect(halfWidth: interval(at: level).halfWidth)
  }

  /// The same under the normal approximation, with z-scores beyond `critical` refuting.
  public func detectableEffect(critical: Double) -> Double {
    detectableEffect(halfWidth: critical * estimate.standardError)
  }

  private func detectableEffect(halfWidth: Double) -> Double {
    halfWidth + 2.326_347_874_040_841 * estimate.standardError
  }

  /// The verdict when values outside the interval count as refuted.
  public func verdict(at level: SignificanceLevel) -> Verdict {
    verdict(halfWidth: interval(at: level).halfWidth)
  }

  /// The verdict under the normal approximation, with z-scores beyond `critical` refuting.
  public func verdict(critical: Double) -> Verdict {
    verdict(halfWidth: critical * estimate.standardError)
  }

  /// Whether a value lies outside the interval, by more than rounding.
  func refutes(_ value: Double, halfWidth: Double) -> Bool {
    !estimate.agrees(with: value, scale: scale) && !(abs(estimate.mean - value) <= halfWidth)
  }

  private func verdict(halfWidth: Double) -> Verdict {
    if let exact, refutes(exact, halfWidth: halfWidth) { return .inconsistent }
    let isAllowed = relation == .atMost && estimate.mean <= claimed
    let isSeen = !isAllowed && refutes(claimed, halfWidth: halfWidth)
    guard let exact else { return isSeen ? .fails : .holds }
    let excess = relation == .equals ? abs(exact - claimed) : exact - claimed
    if excess <= 1e-8 * scale { return .holds }
    return isSeen ? .fails : .undecided
  }
}

/// Findings judged together, with one error probability for all.
///
/// The probability is shared equally, so that findings of one run have one interval each of level
/// `falseAlarmProbability / findings.count`. All intervals hold their true values at once but for that
/// probability (Bonferroni); while they do, no verdict contradicts the truth, however many comparisons
/// are read off one interval. For intervals of the normal kind the probability is approximate.
public struct Judgement: Sendable {
  /// Probability that a run of correct code raises any false alarm, at most.
  public static let falseAlarmProbability = 1e-3

  /// All findings.
  public let findings: [Finding]
  /// The share of one finding in the error probability.
  public let level: SignificanceLevel

  /// Judges findings of one run.
  public init(_ findings: [Finding]) throws {
    self.findings = findings
    level = try SignificanceLevel(
      Self.falseAlarmProbability / Double(Swift.max(1, findings.count)))
  }

  /// The z-score beyond which an interval of the normal kind refutes.
  public var critical: Double { level.critical }

  /// Verdict of a finding.
  public func verdict(_ finding: Finding) -> Verdict { finding.verdict(at: level) }

  /// Interval of a finding.
  public func interval(_ finding: Finding) -> ConfidenceInterval { finding.interval(at: level) }

  /// The smallest deviation of a finding that would be refuted with probability .99.
  public func detectableEffect(_ finding: Finding) -> Double {
    finding.detectableEffect(at: level)
  }

  /// True when every verdict is the expected one.
  public var isAsExpected: Bool { findings.allSatisfy { verdict($0) == $0.expected } }
}
