import Analysis
import GRPO
import GSL
import Policies
import TestSupport
import Testing

/// Same seed, same bytes: 20,000 groups, seed 3.
struct DeterminismTests {
  static func sweep() throws -> Sweep {
    let prompts = try [0.3, 0.0, 1.0].enumerated().map { index, rate in
      try Problem(Prompt.withPassRate(name: "p\(index)", passRate: rate))
    }
    return Sweep(
      try ProblemSet(prompts),
      advantages: [
        try AdvantageEstimator(.standardized), try AdvantageEstimator(.batchStandardized),
      ],
      dithers: [try Dither(.gaussian), try Dither(.laplace)], sigmas: [0.1], groupSize: 4)
  }

  @Test(arguments: [2, 3, 7])
  func `results do not depend on the number of threads`(threads: Int) throws {
    let sweep = try Self.sweep()
    let one = try sweep.run(Sampling(groups: 20_000, seed: 3, threads: 1))
    let many = try sweep.run(Sampling(groups: 20_000, seed: 3, threads: threads))
    for (a, b) in zip(one, many) {
      for quantity in Quantity.allCases {
        #expect(a.simulated?[quantity] == b.simulated?[quantity])
      }
      #expect(a.expectedGradient == b.expectedGradient)
    }
  }

  @Test func `another seed gives other numbers`() throws {
    let sweep = try Self.sweep()
    let one = try sweep.run(Sampling(groups: 2000, seed: 3))[1]
    let other = try sweep.run(Sampling(groups: 2000, seed: 4))[1]
    #expect(one.simulated?[.variance] != other.simulated?[.variance])
  }

  @Test(arguments: Generator.allCases)
  func `every generator agrees with the exact law`(generator: Generator) throws {
    for row in try Self.sweep().run(Sampling(groups: 50_000, seed: 5, generator: generator)) {
      guard let exact = row.exact[.secondMoment], let found = row.simulated?[.secondMoment] else {
        continue
      }
      let z = ZScore(found, against: exact.mean)
      #expect(z.agrees(), "\(row.policy) \(row.setting): \(z)")
    }
  }
}
