import Analysis
import Foundation
import TextTable

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
    let claims = Claim.all.filter { claim in
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
      + claims.map { line($0, judgement) }.joined() + "\n" + summary(judgement)
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
        Column(title: "would see", value: detectable(finding, judgement), align: .right),
      ]
    }
    return table.string(for: findings, style: style) ?? ""
  }

  /// What was found about one claim, variant by variant.
  private static func line(_ claim: Claim, _ judgement: Judgement) -> String {
    let findings = judgement.findings.filter { $0.claim == claim.name }
    var variants: [String] = []
    for finding in findings where !variants.contains(finding.variant) {
      variants.append(finding.variant)
    }
    let phrases = variants.map { variant in
      let own = findings.filter { $0.variant == variant }
      let verdict = worst(Set(own.map(judgement.verdict)))
      return (variant, verdict, conditions(own.filter { judgement.verdict($0) == .fails }))
    }
    var groups: [(verdict: Verdict, condition: String, names: [String])] = []
    for (name, verdict, condition) in phrases {
      if let known = groups.firstIndex(where: { $0.verdict == verdict && $0.condition == condition }
      ) {
        groups[known].names.append(name)
      } else {
        groups.append((verdict, condition, [name]))
      }
    }
    let text = groups.map {
      "\($0.verdict.rawValue) for \($0.names.joined(separator: ", "))\($0.condition)"
    }
    return "- \(claim.name): \(text.joined(separator: "; "))\n"
  }

  /// When the findings that fail would hold.
  private static func conditions(_ failing: [Finding]) -> String {
    let known = Set(failing.compactMap(\.condition)).sorted()
    return known.isEmpty ? "" : " (holds when \(known.joined(separator: "; ")))"
  }

  private static func worst(_ verdicts: Set<Verdict>) -> Verdict {
    [.inconsistent, .undecided, .fails].first(where: verdicts.contains) ?? .holds
  }

  private static func verdict(_ finding: Finding, _ judgement: Judgement) -> String {
    let verdict = judgement.verdict(finding)
    let condition =
      finding.condition.map { verdict == .holds ? " when \($0)" : ", holds when \($0)" } ?? ""
    let surprise = verdict == finding.expected ? "" : " (expected: \(finding.expected.rawValue))"
    return verdict.rawValue + condition + surprise
  }

  private static func predicted(_ finding: Finding) -> String {
    "\(finding.relation.rawValue) \(value(finding.claimed, finding))"
  }

  /// Rounding residue of an exact 0 is shown as 0.
  private static func value(_ value: Double, _ finding: Finding) -> String {
    SweepTableText.short(abs(value) < 1e-14 * finding.scale ? 0 : value)
  }

  /// Against the exact value where there is one, else against the prediction.
  private static func zScore(_ finding: Finding) -> String {
    String(format: "%.1f", finding.zExact ?? finding.zClaimed)
  }

  private static func detectable(_ finding: Finding, _ judgement: Judgement) -> String {
    String(format: "%.2g", finding.detectableEffect(critical: judgement.critical))
  }

  private static func summary(_ judgement: Judgement) -> String {
    let expected = judgement.findings.count { judgement.verdict($0) == $0.expected }
    return """
      \(expected) of \(judgement.findings.count) verdicts as expected.
      z: simulated against exact value (against the prediction where there is none); a simulated \
      value refutes beyond abs(z) = \(String(format: "%.2f", judgement.critical)),
      so that a correct program raises a false alarm in one run of \
      \(Int(1 / Judgement.falseAlarmProbability)) at most.
      would see: the smallest deviation that is refuted with probability .99.

      """
  }
}
