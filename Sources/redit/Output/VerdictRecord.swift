import Analysis
import Foundation

/// One finding as programs read it; data/README.md describes the fields.
struct VerdictRecord: Encodable {
  let claim, variant, quantity, verdict, expected, relation: String
  let condition: String?
  let claimed: Double
  let exact: Double?
  let estimate, estimateSe: Double
  let zExact: Double?
  let zClaimed: Double
  let interval: String
  let halfWidth, detectableEffect: Double

  init(_ finding: Finding, _ judgement: Judgement) {
    claim = finding.claim
    variant = finding.variant
    quantity = finding.quantity
    verdict = judgement.verdict(finding).rawValue
    expected = finding.expected.rawValue
    relation = finding.relation.rawValue
    condition = finding.condition
    claimed = finding.claimed
    exact = finding.exact
    estimate = finding.estimate.mean
    estimateSe = finding.estimate.standardError
    zExact = finding.zExact
    zClaimed = finding.zClaimed
    interval = judgement.interval(finding).kind.rawValue
    halfWidth = judgement.interval(finding).halfWidth
    detectableEffect = judgement.detectableEffect(finding)
  }

  static func json(_ judgement: Judgement) throws -> String {
    let records = judgement.findings.map { VerdictRecord($0, judgement) }
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(records), as: UTF8.self) + "\n"
  }

  static func csv(_ judgement: Judgement) -> String {
    let header =
      "claim,variant,quantity,verdict,expected,relation,condition,claimed,exact,estimate,"
      + "estimate_se,z_exact,z_claimed,interval,half_width,detectable_effect\n"
    return judgement.findings.reduce(header) { text, finding in
      text + VerdictRecord(finding, judgement).cells.joined(separator: ",") + "\n"
    }
  }

  private var cells: [String] {
    [
      claim, SweepColumns.quoted(variant), SweepColumns.quoted(quantity), verdict, expected,
      relation, SweepColumns.quoted(condition ?? ""), "\(claimed)", exact.map { "\($0)" } ?? "",
      "\(estimate)", "\(estimateSe)", zExact.map { "\($0)" } ?? "", "\(zClaimed)",
      interval, "\(halfWidth)", "\(detectableEffect)",
    ]
  }
}
