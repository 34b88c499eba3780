import Analysis
import Foundation
import TextTable

/// Verdicts as table, Markdown, CSV or JSON.
enum VerdictText {
  static func text(_ judgement: Judgement, format: OutputFormat) throws -> String {
    switch format {
    case .table: table(judgement, style: Style.simple) + "\n" + summary(judgement)
    case .markdown: table(judgement, style: Style.pipe) + "\n" + summary(judgement)
    case .csv: VerdictRecord.csv(judgement)
    case .json: try VerdictRecord.json(judgement)
    }
  }

  private static func table(_ judgement: Judgement, style: any TextTableStyle.Type) -> String {
    let table = TextTable<Finding> { finding in
      [
        Column(title: "claim", value: finding.claim),
        Column(title: "variant", value: finding.variant),
        Column(title: "verdict", value: verdict(finding, judgement)),
        Column(title: "predicted", value: predicted(finding), align: .right),
        Column(
          title: "exact", value: finding.exact.map(SweepTableText.short) ?? "", align: .right),
        Column(
          title: "simulated", value: SweepTableText.withError(finding.estimate), align: .right),
        Column(title: "z", value: zScore(finding), align: .right),
        Column(title: "would see", value: detectable(finding, judgement), align: .right),
        Column(title: "quantity", value: finding.quantity),
      ]
    }
    return (table.string(for: judgement.findings, style: style) ?? "") + "\n"
  }

  private static func verdict(_ finding: Finding, _ judgement: Judgement) -> String {
    let verdict = judgement.verdict(finding)
    let condition = verdict == .holds ? finding.condition.map { " when \($0)" } ?? "" : ""
    let surprise = verdict == finding.expected ? "" : " (expected: \(finding.expected.rawValue))"
    return verdict.rawValue + condition + surprise
  }

  private static func predicted(_ finding: Finding) -> String {
    "\(finding.relation.rawValue) \(SweepTableText.short(finding.claimed))"
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
      \(expected) of \(judgement.findings.count) verdicts as expected. A simulated value refutes \
      at abs(z) > \(String(format: "%.2f", judgement.critical)), so that a correct program raises \
      a false alarm with probability \(Judgement.falseAlarmProbability) at most. "z" is against \
      the exact value (against the prediction where there is none), "would see" the smallest \
      deviation refuted with probability .99.

      """
  }
}
