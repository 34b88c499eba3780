import Analysis
import GRPO
import Policies
import TestSupport
import Testing

/// Exact laws against moments enumerated over all outcome tuples in another language
/// (data/reference/policy_moments.py, off_policy.py).
struct ReferenceTableTests {
  static let rows = try! Reference.table("policy_moments.csv")

  @Test(arguments: Set(rows.map { $0["advantage"]! + "," + $0["noise"]! }).sorted())
  func `moments agree with enumeration by brute force`(family: String) throws {
    let rows = Self.rows.filter { $0["advantage"]! + "," + $0["noise"]! == family }
    try #require(!rows.isEmpty)
    for row in rows {
      let set = try ProblemSet([Problem(Self.prompt(row))])
      let law = try ExactLaw.moments(set, setting: Self.setting(row))
      let gradient = try #require(law.expectedGradient, "\(row)")
      let second = try #require(law.secondMoment, "\(row)")
      expect(gradient, row.list("gradient"), row)
      expect([second], [row.number("second_moment")], row)
      expect([law.silentFraction], [row.number("silent_fraction")], row)
    }
  }

  @Test func `off-policy moments agree with enumeration by brute force`() throws {
    let rows = try Reference.table("off_policy.csv")
    #expect(rows.count == 102)
    for row in rows {
      let surrogate = try Surrogate(
        clipRange: ClipRange(low: row.number("clip_low"), high: row.number("clip_high")),
        klCoefficient: row.number("kl_coefficient"))
      let set = try ProblemSet([Problem(Self.prompt(row), surrogate: surrogate)])
      let law = try ExactLaw.moments(set, setting: Self.setting(row))
      expect(try #require(law.expectedGradient), row.list("gradient"), row)
      expect([try #require(law.secondMoment)], [row.number("second_moment")], row)
    }
  }

  /// 1e-10 of the largest entry, 1e-13 where that is below 1e-3.
  private func expect(_ found: [Double], _ reference: [Double], _ row: [String: String]) {
    let scale = max(reference.map { abs($0) }.max() ?? 0, 1e-3)
    for (a, b) in zip(found, reference) {
      #expect(abs(a - b) <= 1e-10 * scale, "\(a) against \(b) in \(row)")
    }
  }

  static func prompt(_ row: [String: String]) throws -> Prompt {
    try Prompt(
      name: row["policy"]!, policy: SoftmaxBandit(logits: row.list("logits")),
      rewards: row.list("rewards"),
      oldLogits: row["old_logits"].map { _ in row.list("old_logits") },
      referenceLogits: row["reference_logits"].map { _ in row.list("reference_logits") })
  }

  static func setting(_ row: [String: String]) throws -> Setting {
    let advantage = try AdvantageEstimator(
      AdvantageKind(name: row["advantage"]!), ddof: Int(row["ddof"]!) ?? 0,
      stabilizer: Double(row["stabilizer"]!) ?? 0)
    return try Setting(
      advantage: advantage, dither: Dither(NoiseFamily(name: row["noise"]!)),
      sigma: row.number("sigma"), groupSize: Int(row["group_size"]!)!, batchGroups: 2)
  }
}

extension [String: String] {
  func number(_ column: String) -> Double { Double(self[column]!)! }
  func list(_ column: String) -> [Double] {
    self[column]!.split(separator: " ").map { Double($0)! }
  }
}
