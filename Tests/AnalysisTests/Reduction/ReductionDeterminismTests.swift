import GRPO
import TestSupport
import Testing

@testable import Analysis

/// Same seed, same bytes: 30,000 groups, seed 51.
struct ReductionDeterminismTests {
  @Test(arguments: SamplingMethod.reduced)
  func `results do not depend on the number of threads`(method: SamplingMethod) throws {
    let item = try ReductionCase.passRate(0.2)
    let one = try item.simulation(method, groups: 30_000, seed: 51, threads: 1).run()[0]
    for threads in [2, 3, 7] {
      let many = try item.simulation(method, groups: 30_000, seed: 51, threads: threads).run()[0]
      for (a, b) in zip(one.settings, many.settings) {
        #expect(a.variance == b.variance)
        #expect(a.expectedGradient == b.expectedGradient)
        #expect(a.silentFraction == b.silentFraction)
      }
    }
    let other = try item.run(method, groups: 30_000, seed: 52)
    #expect(one.settings[1].variance != other[1].variance)
  }

  @Test func `names are read back`() throws {
    for method in SamplingMethod.all { #expect(try SamplingMethod(name: method.name) == method) }
    #expect(SamplingMethod.all.count == 10)
    for name in ["antithetic+sobol", "conditional+antithetic", "foo", "plain+sobol", ""] {
      #expect(throws: AnalysisError.self) { try SamplingMethod(name: name) }
    }
  }

  /// G = 21 takes 42 random numbers, 21 when the noise is averaged.
  @Test func `sobol stops at forty random numbers per group`() throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.gaussian), sigma: 0.1, groupSize: 21)
    let item = try ReductionCase(ReferencePrompts.fiveArms(), [setting])
    #expect(throws: AnalysisError.self) { try item.run(.sobol, groups: 10_000, seed: 1) }
    let found = try item.run([.conditional, .sobol], groups: 10_000, seed: 1)[0]
    let z = ZScore(found.variance, against: try item.exact(0).variance)
    #expect(z.agrees(), "\(z)")
  }
}
