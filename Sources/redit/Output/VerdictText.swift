import Analysis
import Foundation
import TextTable
import Training

/// Verdicts for people: a table for each claim, then one line per claim.
enum VerdictText {
  static func text(_ judgement: Judgement, format: OutputFormat) throws -> String {
    switch format {
    case .table: report(judgement, style: Style.simple, heading: "")
    case .markdown: report(judgement, style: Style.pipe, heading: "## ")
    case .csv: VerdictRecord.csv(judgement)
    case .json: try VerdictRecord.json(judgement)
    }
  }

  private static func report(
    _ judgement: Judgement, style: any TextTableStyle.Type, heading: String
  ) -> String {
    let claims = Claim.catalogue.filter { claim in
      judgement.findings.contains { $0.claim == claim.name }
    }
    let sections = claims.map { claim in
      let findings = judgement.findings.filter { $0.claim == claim.name }
      return """
        \(heading)\(claim.name)
        \(claim.statement)

        \(table(findings, judgement, style: style))

        """
    }
    return sections.joined(separator: "\n") + "\n\(heading)Verdicts\n"
      + claims.map { "- \($0.name): \(line($0, judgement))\n" }.joined() + "\n" + summary(judgement)
  }

  private static func table(
    _ findings: [Finding], _ judgement: Judgement, style: any TextTableStyle.Type
  ) -> String {
    let table = TextTable<Finding> { finding in
      [
        Column(title: "variant", value: finding.variant),
        Column(title: "quantity", value: finding.quantity),
        Column(title: "verdict", value: verdict(finding, judgement)),
        Column(title: "predicted", value: predicted(finding), align: .right),
        Column(
          title: "exact", value: finding.exact.map { value($0, finding) } ?? "", align: .right),
        Column(
          title: "simulated", value: SweepTableText.withError(finding.estimate), align: .right),
        Column(title: "z", value: zScore(finding), align: .right),
        Column(title: "interval", value: interval(finding, judgement), align: .right),
        Column(title: "would see", value: detectable(finding, judgement), align: .right),
      ]
    }
    return table.string(for: findings, style: style) ?? ""
  }

  /// What was found about one claim, in one line.
  static func line(_ claim: Claim, _ judgement: Judgement) -> String {
    variants(claim, judgement).map { "\($0.verdict.rawValue) for \($0.names)" }
      .joined(separator: "; ")
  }

  /// The variants of a claim by their verdicts. A failure that has a condition stands beside what
  /// holds; any other outweighs it.
  static func variants(
    _ claim: Claim, _ judgement: Judgement
  ) -> [(verdict: Verdict, names: String)] {
    let findings = judgement.findings.filter { $0.claim == claim.name }
    var groups: [(verdict: Verdict, condition: String, names: [String])] = []
    func add(_ verdict: Verdict, _ condition: String, _ variant: String) {
      let known = groups.firstIndex { $0.verdict == verdict && $0.condition == condition }
      if let known {
        groups[known].names.append(variant)
      } else {
        groups.append((verdict, condition, [variant]))
      }
    }
    for variant in findings.map(\.variant).inOrderOfAppearance {
      let own = findings.filter { $0.variant == variant }
      let verdict = worst(
        Set(own.map(judgement.verdict).filter { $0 != .fails } + unconditional(own, judgement)))
      let failing = own.filter { judgement.verdict($0) == .fails && $0.condition != nil }
      let isConditional = verdict == .holds && !failing.isEmpty
      if failing.count < own.count { add(verdict, "", variant) }
      if isConditional { add(.fails, conditions(failing), variant) }
    }
    return groups.map { ($0.verdict, $0.names.joined(separator: ", ") + $0.condition) }
  }

  /// The failures that have no condition.
  private static func unconditional(_ findings: [Finding], _ judgement: Judgement) -> [Verdict] {
    findings.filter { $0.condition == nil }.map(judgement.verdict).filter { $0 == .fails }
  }

  /// " (holds when Gaussian noise; stabilizer 0)".
  private static func conditions(_ failing: [Finding]) -> String {
    let known = failing.compactMap(\.condition).inOrderOfAppearance
    return " (holds when \(known.joined(separator: "; ")))"
  }

  private static func worst(_ verdicts: Set<Verdict>) -> Verdict {
    [.inconsistent, .undecided, .fails].first(where: verdicts.contains) ?? .holds
  }

  static func verdict(_ finding: Finding, _ judgement: Judgement) -> String {
    let verdict = judgement.verdict(finding)
    let condition =
      finding.condition.map { verdict == .holds ? " when \($0)" : ", holds when \($0)" } ?? ""
    let surprise = verdict == finding.expected ? "" : " (expected: \(finding.expected.rawValue))"
    return verdict.rawValue + condition + surprise
  }

  static func predicted(_ finding: Finding) -> String {
    "\(finding.relation.rawValue) \(value(finding.claimed, finding))"
  }

  /// Rounding residue of an exact 0 is shown as 0.
  static func value(_ value: Double, _ finding: Finding) -> String {
    SweepTableText.short(abs(value) < 1e-14 * finding.scale ? 0 : value)
  }

  /// Against the exact value where there is one, else against the prediction.
  static func zScore(_ finding: Finding) -> String {
    String(format: "%.1f", finding.zExact ?? finding.zClaimed)
  }

  /// Half-width; `~` marks the normal approximation.
  static func interval(_ finding: Finding, _ judgement: Judgement) -> String {
    let interval = judgement.interval(finding)
    let mark = interval.kind == .normal ? "~" : ""
    return mark + String(format: "%.2g", interval.halfWidth)
  }

  static func detectable(_ finding: Finding, _ judgement: Judgement) -> String {
    let effect = judgement.detectableEffect(finding)
    return String(format: "%.2g", effect < 1e-14 * finding.scale ? 0 : effect)
  }

  static func summary(_ judgement: Judgement) -> String {
    let expected = judgement.findings.count { judgement.verdict($0) == $0.expected }
    return """
      \(expected) of \(judgement.findings.count) verdicts as expected.
      z: simulated against exact value (against the prediction where there is none), in standard \
      errors.
      interval: half-width of an interval around the simulated value; what lies outside is refuted. \
      All intervals of a run hold their true
      values but for one run of \(Int(1 / Judgement.falseAlarmProbability)): by an empirical \
      Bernstein bound, or where marked ~ by the normal approximation
      (\(String(format: "%.2f", judgement.critical)) standard errors).
      would see: the smallest deviation that is refuted with probability .99.

      """
  }
}
