import GRPO
import Testing

@testable import Analysis

/// How precise rows are in a quantity that some, or all, have no value of.
struct PrecisionTargetTests {
  private static let target = PrecisionTarget(0.05, of: .largestAdvantage)

  @Test func `a quantity without any value is not precise`() throws {
    let sweep = try PrecisionSearchTests.sweep(passRate: 0.3)
    let averaged = try sweep.run(Sampling(groups: 512, seed: 61, method: .conditional))
    #expect(averaged.allSatisfy { $0.simulated != nil && $0.simulated?[.largestAdvantage] == nil })
    #expect(Self.target.relativeError(of: averaged) == .infinity)
    #expect(!Self.target.isKnown(in: averaged))
    #expect(Self.target.relativeError(of: []) == .infinity)
    // One row that has a value counts alone.
    let plain = try sweep.run(Sampling(groups: 512, seed: 61))
    let row = try #require(plain.last)
    let estimate = try #require(row.simulated?[.largestAdvantage])
    #expect(
      Self.target.relativeError(of: averaged + [row]) == estimate.standardError / estimate.mean)
  }

  @Test func `methods that average the noise are left for one that knows the quantity`() throws {
    let sweep = try PrecisionSearchTests.sweep(passRate: 0.3)
    let found = try sweep.run(Sampling(groups: 0, seed: 61), until: Self.target)
    #expect(!found.method.contains(.conditional) && found.relativeError <= 0.05)
    #expect(found.rows.allSatisfy { $0.simulated?[.largestAdvantage] != nil })
  }

  @Test func `where no method knows it the search ends at once`() throws {
    let found = try PrecisionSearchTests.sweep(passRate: 0.3).run(
      Sampling(groups: 0, seed: 61), until: Self.target, methods: [.conditional])
    #expect(found.relativeError == .infinity && found.groups <= 4096)
  }
}
