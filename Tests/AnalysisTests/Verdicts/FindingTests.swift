import Foundation
import GRPO
import Testing

@testable import Analysis

/// A finding there and back through JSON: every number to the last bit, and everything a table shows.
struct FindingTests {
  @Test func `findings of all claims come back`() throws {
    let sampling = Sampling(groups: 1000, seed: 3, threads: 1)
    for claim in Claim.all {
      let findings = try claim.findings(sampling)
      let encoder = JSONEncoder()
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let back = try decoder.decode([Finding].self, from: encoder.encode(findings))
      #expect(!back.isEmpty && back.count == findings.count)
      for (a, b) in zip(findings, back) {
        #expect(numbers(a) == numbers(b))
        #expect(a.claim == b.claim && a.variant == b.variant && a.quantity == b.quantity)
        #expect(a.place == b.place && a.condition == b.condition && a.expected == b.expected)
        #expect(a.relation == b.relation && a.seed == b.seed)
        #expect(a.estimate.count == b.estimate.count)
      }
    }
  }

  private func numbers(_ finding: Finding) -> [UInt64?] {
    let sample = finding.estimate.sample
    return [
      finding.claimed, finding.exact, finding.estimate.mean, finding.estimate.standardError,
      sample?.variance, sample?.width, finding.scale, finding.margin,
    ].map { $0?.bitPattern }
  }
}
