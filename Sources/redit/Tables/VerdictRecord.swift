import Analysis
import Foundation
import GRPO
import Training

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
  let halfWidth, detectableEffect, distance: Double
  let standing: String
  let policy, advantage: String?
  let ddof: Int?
  let stabilizer, clamp: Double?
  let noise: String?
  let groupSize: Int?
  let sigma: Double?
  let groups: Int
  let seed: UInt64
  let law, proof, test, lesson: String?

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
    distance = finding.distance
    standing = judgement.standing(finding).rawValue
    let setting = finding.place?.setting
    policy = finding.place?.policy
    advantage = setting?.advantage.kind.rawValue
    ddof = setting?.advantage.ddof
    stabilizer = setting?.advantage.stabilizer
    clamp = setting?.advantage.clamp
    noise = setting?.dither.family.name
    groupSize = setting?.groupSize
    sigma = setting?.sigma
    groups = finding.estimate.count
    seed = finding.seed
    let sources = ClaimSources(finding.claim)
    law = sources?.law
    proof = sources.flatMap { $0.proofs.isEmpty ? nil : $0.proofs.joined(separator: " ") }
    test = sources?.test
    lesson = sources?.lesson
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
    let header = columns.map(\.name).joined(separator: ",") + "\n"
    return judgement.findings.reduce(header) { text, finding in
      let record = VerdictRecord(finding, judgement)
      return text + columns.map { $0.cell(record) }.joined(separator: ",") + "\n"
    }
  }

  /// The columns of the CSV; the first 16 never change.
  private static let columns: [(name: String, cell: @Sendable (VerdictRecord) -> String)] = [
    ("claim", { $0.claim }), ("variant", { text($0.variant) }), ("quantity", { text($0.quantity) }),
    ("verdict", { $0.verdict }), ("expected", { $0.expected }), ("relation", { $0.relation }),
    ("condition", { text($0.condition) }), ("claimed", { number($0.claimed) }),
    ("exact", { number($0.exact) }), ("estimate", { number($0.estimate) }),
    ("estimate_se", { number($0.estimateSe) }), ("z_exact", { number($0.zExact) }),
    ("z_claimed", { number($0.zClaimed) }), ("interval", { $0.interval }),
    ("half_width", { number($0.halfWidth) }),
    ("detectable_effect", { number($0.detectableEffect) }),
    ("distance", { number($0.distance) }), ("standing", { $0.standing }),
    ("policy", { text($0.policy) }), ("advantage", { text($0.advantage) }),
    ("noise", { text($0.noise) }), ("group_size", { number($0.groupSize) }),
    ("ddof", { number($0.ddof) }), ("stabilizer", { number($0.stabilizer) }),
    ("clamp", { number($0.clamp) }), ("sigma", { number($0.sigma) }),
    ("groups", { "\($0.groups)" }),
    ("seed", { "\($0.seed)" }), ("law", { text($0.law) }), ("proof", { text($0.proof) }),
    ("test", { text($0.test) }), ("lesson", { text($0.lesson) }),
  ]

  private static func text(_ text: String?) -> String { SweepColumns.quoted(text ?? "") }

  private static func number(_ value: (some CustomStringConvertible)?) -> String {
    value?.description ?? ""
  }
}
