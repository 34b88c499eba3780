import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Rounds that add groups: one sample, of streams of its own.
struct GrowingRunTests {
  private static func sweep() throws -> Sweep {
    Sweep(
      try ProblemSet([Problem(Prompt.withPassRate(name: "a", passRate: 0.3))]),
      advantages: [try AdvantageEstimator(.standardized)], dithers: [try Dither(.gaussian)],
      sigmas: [0.2], groupSize: 8)
  }

  private static func run(
    _ method: SamplingMethod, seed: UInt64, rounds: [Int], threads: Int = 2
  ) throws -> [SimulatedMoments] {
    var run = try GrowingRun(
      sweep(), Sampling(groups: 0, seed: seed, threads: threads), method: method,
      laws: GrowingRun.Laws())
    for groups in rounds { try run.extend(by: groups) { _ in } }
    return try run.found()[0].settings
  }

  /// 3,000 + 5,000 + 20,000 groups, seed 84.
  @Test(arguments: SamplingMethod.all)
  func `rounds do not depend on the number of threads`(method: SamplingMethod) throws {
    let one = try Self.run(method, seed: 84, rounds: [3000, 5000, 20_000], threads: 1)
    for threads in [2, 5] {
      let many = try Self.run(method, seed: 84, rounds: [3000, 5000, 20_000], threads: threads)
      for (a, b) in zip(one, many) {
        #expect(a.variance == b.variance && a.expectedGradient == b.expectedGradient)
      }
    }
  }

  /// One round is what a run of so many groups is, but for plain ones, which are drawn by counts from the first.
  @Test(arguments: SamplingMethod.reduced)
  func `a single round is a simulation`(method: SamplingMethod) throws {
    let one = try Self.run(method, seed: 85, rounds: [4000])
    let sampling = Sampling(groups: 4000, seed: 85, method: method)
    let whole = try Simulation(
      Self.sweep().set, settings: Self.sweep().settings(), sampling: sampling
    )
    .run()[0].settings
    for (a, b) in zip(one, whole) { #expect(a.variance == b.variance && a.count == b.count) }
  }

  @Test(arguments: SamplingMethod.all)
  func `every round counts`(method: SamplingMethod) throws {
    let found = try Self.run(method, seed: 86, rounds: [4096, 4096, 8192])[0]
    // Shares are rounded down, Sobol sequences to powers of two.
    #expect(found.count <= 16_384 && found.count > (method.contains(.sobol) ? 8000 : 16_300))
    let share = found.silentFraction
    #expect(share.mean > 0 && share.mean < 1)
  }

  /// Standard errors of three rounds are the scatter of the estimates: sums of squared z-scores of 400 seeds, as
  /// ReductionErrorTests have them of one round. Rounds that draw from the same streams again halve what the error
  /// should be and more: a mean square of 2 and above is refused.
  @Test(arguments: SamplingMethod.all)
  func `standard errors of several rounds are the scatter`(method: SamplingMethod) throws {
    let item = try ReductionCase(Self.sweep().set.problems[0], Self.sweep().settings())
    let n = Double(ReductionErrorTests.seeds)
    let isStudent = method.contains(.sobol)
    let deviation = ((isStudent ? 3.39 : 2) * n).squareRoot()
    let sums = try ReductionErrorTests.squares(item) {
      try Self.run(method, seed: $0, rounds: [1024, 1024, 2048])
    }
    for sum in sums {
      #expect(
        sum >= n - 5 * deviation && sum <= n * (isStudent ? 15.0 / 13 : 1) + 5 * deviation,
        "\(method.name): \(sum / n)")
    }
  }

  /// The planted error: what one round found is added twice.
  @Test func `a round that is drawn twice is seen`() throws {
    let item = try ReductionCase(Self.sweep().set.problems[0], Self.sweep().settings())
    let n = Double(ReductionErrorTests.seeds)
    let sums = try ReductionErrorTests.squares(item) { seed in
      let plan = try item.simulation(.plain, groups: 1024, seed: seed)
      let runner = ChunkRunner(plan.sampling) { .groups(prompt: 0, chunk: $0) }
      let found = try runner.run { try plan.worker(prompt: 0) }
      return try plan.found(
        found.map { one in
          var twice = one
          twice.merge(one)
          return twice
        }, prompt: 0
      ).settings
    }
    #expect(sums.allSatisfy { $0 > n + 5 * (2 * n).squareRoot() }, "\(sums)")
  }
}
