/// Findings judged together, with one error probability for all.
///
/// The probability is shared equally, so that findings of one run have one interval each of level
/// `falseAlarmProbability / findings.count`. All intervals hold their true values at once but for that
/// probability (Bonferroni); while they do, no verdict contradicts the truth, however many comparisons
/// are read off one interval. For intervals of the normal kind the probability is approximate.
public struct Judgement: Sendable {
  /// Probability that a run of correct code raises any false alarm, at most.
  public static let falseAlarmProbability = 1e-3

  /// All findings that are judged together.
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

  /// How that verdict stands to the expected one.
  public func standing(_ finding: Finding) -> Standing {
    let verdict = verdict(finding)
    if verdict == .undecided { return .undecided }
    return verdict == finding.expected ? .asExpected : .notAsExpected
  }

  /// How many findings stand so, of one claim or of all.
  public func count(_ standing: Standing, of claim: String? = nil) -> Int {
    findings.count { (claim == nil || $0.claim == claim) && self.standing($0) == standing }
  }

  /// Interval of a finding.
  public func interval(_ finding: Finding) -> ConfidenceInterval { finding.interval(at: level) }

  /// The smallest deviation of a finding that would be refuted with probability .99.
  public func detectableEffect(_ finding: Finding) -> Double {
    finding.detectableEffect(at: level)
  }

  /// True when nothing is decided otherwise than expected. What is undecided takes nothing from it:
  /// a run of few groups decides little, and errs no more often than a long one.
  public var isAsExpected: Bool { count(.notAsExpected) == 0 }
}
