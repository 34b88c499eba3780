import GSL

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

  /// The smallest deviation from the prediction that would be refuted with probability .99.
  public func detectableEffect(critical: Double) -> Double {
    (critical + 2.326_347_874_040_841) * estimate.standardError
  }

  /// The verdict when z-scores beyond `critical` count as refutation.
  public func verdict(critical: Double) -> Verdict {
    if let zExact, !(abs(zExact) <= critical) { return .inconsistent }
    let isSeen = relation == .equals ? abs(zClaimed) > critical : zClaimed > critical
    guard let exact else { return isSeen ? .fails : .holds }
    let excess = relation == .equals ? abs(exact - claimed) : exact - claimed
    if excess <= 1e-8 * scale { return .holds }
    return isSeen ? .fails : .undecided
  }
}

/// Findings judged together, with one error probability for all.
public struct Judgement: Sendable {
  /// Probability that a run of correct code raises any false alarm, at most (by Bonferroni, for
  /// normal estimates).
  public static let falseAlarmProbability = 1e-3

  /// All findings.
  public let findings: [Finding]
  /// The z-score beyond which one of them counts as refuted.
  public let critical: Double

  /// Judges findings of one run.
  public init(_ findings: [Finding]) throws {
    self.findings = findings
    let perCheck = Self.falseAlarmProbability / Double(2 * Swift.max(1, 2 * findings.count))
    critical = try NormalDistribution().upperQuantile(perCheck)
  }

  /// Verdict of a finding.
  public func verdict(_ finding: Finding) -> Verdict { finding.verdict(critical: critical) }

  /// True when every verdict is the expected one.
  public var isAsExpected: Bool { findings.allSatisfy { verdict($0) == $0.expected } }
}
