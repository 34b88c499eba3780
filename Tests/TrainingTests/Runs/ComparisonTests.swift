import Analysis
import GRPO
import Policies
import Testing

@testable import Training

struct ComparisonTests {
  private func comparison(sigmas: [Double], steps: Int = 60) throws -> Comparison<TabularPolicies> {
    Comparison(
      try TrainingCases.fiveArms(),
      recipes: try sigmas.map { try TrainingCases.recipe(groupSize: 8, sigma: $0) },
      plan: try RunPlan(steps: steps, threshold: 0.6))
  }

  @Test func `threads do not change a digit, seeds do`() throws {
    let plan = try comparison(sigmas: [0, 0.3], steps: 25)
    let found = [1, 3].map { plan.run(50, Sampling(groups: 0, seed: 5, threads: $0)) }
    #expect(found[0].summaries == found[1].summaries)
    #expect(found[0].stepRatio(1, to: 0) == found[1].stepRatio(1, to: 0))
    #expect(plan.run(50, Sampling(groups: 0, seed: 6)).summaries != found[0].summaries)
  }

  @Test func `recipes that do the same have the ratio 1 without error`() throws {
    let outcome = try comparison(sigmas: [0, 0]).run(20, Sampling(groups: 0, seed: 5))
    #expect(outcome.summaries[0] == outcome.summaries[1])
    // Twenty runs alike do not show that a difference never occurs: no interval of width 0.
    let ratio = try #require(outcome.stepRatio(1, to: 0))
    #expect(ratio.estimate == 1 && ratio.ends == nil)
  }

  /// A little noise changes few completions: pairs differ far less than runs do. 64 runs, seed 5.
  @Test func `unpaired runs widen the interval`() throws {
    var plan = try comparison(sigmas: [0, 0.02])
    let paired = plan.run(64, Sampling(groups: 0, seed: 5, threads: 2)).stepRatio(1, to: 0)
    plan.isPaired = false
    let unpaired = plan.run(64, Sampling(groups: 0, seed: 5, threads: 2)).stepRatio(1, to: 0)
    #expect(try 3 * #require(paired).width < #require(unpaired).width)
  }

  /// The bootstrap and the delta method are two roads to one interval: half-widths agree to a quarter.
  @Test func `the bootstrap agrees with the delta method`() throws {
    let outcome = try comparison(sigmas: [0, 0.5]).run(
      300, Sampling(groups: 0, seed: 5, threads: 2))
    let interval = try #require(outcome.stepRatio(1, to: 0))
    let estimate = outcome.stepRatioEstimate(1, to: 0)
    #expect(abs(interval.estimate - estimate.mean) < 1e-12)
    let ratio = try interval.width / (2 * 1.96 * estimate.standardError)
    #expect(ratio > 0.75 && ratio < 1.25, "\(ratio)")
  }

  /// Noise of .5 slows standardized learning by more than a tenth (claim FasterConvergence).
  @Test func `a known slow-down is found`() throws {
    let outcome = try comparison(sigmas: [0, 0.5]).run(
      100, Sampling(groups: 0, seed: 5, threads: 2))
    #expect(try #require(outcome.stepRatio(1, to: 0)?.low) > 1.1)
    #expect(outcome.steps(0) == outcome.curve(0).restrictedMean(to: 60))
  }

  @Test func `a row repeats what the outcome says, the first has no change`() throws {
    let plan = try comparison(sigmas: [0, 0.3])
    let outcome = plan.run(20, Sampling(groups: 0, seed: 5))
    let rows = try outcome.rows(plan.recipes)
    #expect(rows[0].change == nil && rows[1].change?.stepRatio == outcome.stepRatio(1, to: 0))
    #expect(rows[1].collapseInterval.contains(Double(rows[1].collapsed) / 20))
  }

  /// V below the threshold with a fiftieth of the entropy left; above it; half of the entropy left.
  @Test func `collapse means sure and wrong`() {
    var summary = RunSummary()
    (summary.finalValue, summary.entropyShare) = (0.2, 0.02)
    #expect(summary.hasCollapsed(threshold: 0.8))
    #expect(!summary.hasCollapsed(threshold: 0.1))
    summary.entropyShare = 0.5
    #expect(!summary.hasCollapsed(threshold: 0.8))
    summary.hasDiverged = true
    #expect(summary.hasCollapsed(threshold: 0.1))
  }

  /// The first inner step makes the completions just drawn all but impossible, at which k3 overflows: the
  /// run says so and stays finite.
  @Test func `a run that leaves the finite numbers is stopped`() throws {
    let recipe = try TrainingCases.recipe(
      surrogate: Surrogate(klCoefficient: 1), innerSteps: 3, rate: 1e5)
    let outcome = Comparison(
      try TrainingCases.fiveArms(), recipes: [recipe],
      plan: try RunPlan(steps: 20, threshold: 0.9)
    ).run(10, Sampling(groups: 0, seed: 5))
    #expect(outcome.summaries[0].allSatisfy { $0.finalValue.isFinite })
    #expect(outcome.summaries[0].contains { $0.hasDiverged })
  }
}

/// Ratios of V where V never left the worst.
struct RatioEstimateTests {
  private static func outcome(_ finals: [[Double]]) throws -> ComparisonOutcome {
    let summaries = finals.map { values in
      values.map { value in
        var summary = RunSummary()
        (summary.earlyValue, summary.finalValue) = (value, value)
        return summary
      }
    }
    return ComparisonOutcome(
      summaries: summaries, plan: try RunPlan(steps: 10, threshold: 0.6), worstValue: 0, seed: 1)
  }

  @Test func `a ratio to 0 has no error, one of 0 to 0 is 1`() throws {
    let still = [Double](repeating: 0, count: 20)
    let moved = (0..<20).map { 0.01 * Double($0) }
    let outcome = try Self.outcome([still, still, moved])
    for estimate in [
      outcome.finalRatioEstimate(1, to: 0), outcome.earlyRatioEstimate(1, to: 0),
    ] {
      #expect(estimate.mean == 1 && estimate.standardError == .infinity)
    }
    let above = outcome.finalRatioEstimate(2, to: 0)
    #expect(above.mean == .infinity && above.standardError == .infinity)
    let below = outcome.finalRatioEstimate(0, to: 2)
    #expect(below.mean == 0 && below.standardError == 0)
  }
}
