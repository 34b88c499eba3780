import Analysis
import GRPO
import Policies
import Testing

@testable import Training

/// What a comparison says where runs were over too early, and where rewards do not begin at 0.
struct CensoringTests {
  private func rows(_ steps: [[Int?]]) throws -> [ComparisonRow] {
    let summaries = steps.map { runs in
      runs.map { reached in
        var summary = RunSummary()
        (summary.reached, summary.earlyValue, summary.finalValue) = (reached, 0.5, 0.75)
        return summary
      }
    }
    let outcome = ComparisonOutcome(
      summaries: summaries, plan: try RunPlan(steps: 100, threshold: 0.9), worstValue: 0, seed: 4)
    let recipes = try steps.map { _ in try TrainingCases.recipe() }
    return try outcome.rows(recipes)
  }

  private static let all = (10..<30).map { Int?($0) }
  private static let some = Array(all.dropLast(5)) + [Int?](repeating: nil, count: 5)
  private static let nobody = [Int?](repeating: nil, count: 20)

  @Test(
    arguments: [
      (all, all.reversed(), Censoring.none, nil), (all, some, .dithered, "5 of 20 runs with noise"),
      (some, all, .plain, "5 of 20 runs without noise"),
      (some, some.reversed(), .both, "depends on that number of steps"),
      (nobody, nobody, .unreached, "no ratio"),
    ] as [([Int?], [Int?], Censoring, String?)])
  func `cut runs are told`(
    plain: [Int?], dithered: [Int?], censoring: Censoring, note: String?
  ) throws {
    let row = try rows([plain, dithered])[1]
    let change = try #require(row.change)
    #expect(change.censoring == censoring)
    #expect((change.stepRatio == nil) == (censoring == .unreached))
    #expect(row.notes.count == (note == nil ? 0 : 1))
    if let note { #expect(row.notes[0].contains(note), "\(row.notes)") }
  }

  @Test func `nobody who learns has no ratio, not the ratio 1`() throws {
    let bandit = try Prompt(
      name: "lost", policy: SoftmaxBandit(logits: [-12, 0]), rewards: [1, 0])
    let outcome = Comparison(
      try TrainingTask(name: "lost", prompts: [bandit]),
      recipes: try [0, 0.05].map { try TrainingCases.recipe(groupSize: 8, sigma: $0) },
      plan: try RunPlan(steps: 20, threshold: 0.8)
    ).run(8, Sampling(groups: 0, seed: 1))
    #expect(outcome.stepRatio(1, to: 0) == nil)
    #expect(outcome.change(1, from: 0).censoring == .unreached)
  }

  /// Rewards 1, -1 with noise of .5 are rewards 1, 0 with noise of .25 in another unit and from another
  /// zero: standardized runs take the same steps, so all ratios are the same.
  @Test func `ratios of V do not depend on where rewards begin`() throws {
    let outcomes = try [([1.0, -1], 0.5, 0.9), ([1, 0], 0.25, 0.95)].map {
      rewards, sigma, threshold in
      let prompt = try Prompt(
        name: "two", policy: SoftmaxBandit(logits: [-0.5, 0]), rewards: rewards)
      let recipes = try [0, sigma].map { size in
        var recipe = try TrainingCases.recipe(groupSize: 8, sigma: size)
        recipe.advantage = try AdvantageEstimator(.standardized, ddof: 1)
        return recipe
      }
      return Comparison(
        try TrainingTask(name: "two", prompts: [prompt]), recipes: recipes,
        plan: try RunPlan(steps: 12, threshold: threshold)
      ).run(64, Sampling(groups: 0, seed: 1))
    }
    let changes = outcomes.map { $0.change(1, from: 0) }
    let early = try changes.map { try #require($0.earlyRatio) }
    #expect(abs(early[0].estimate - early[1].estimate) < 1e-9)
    // Where rewards begin at 0 it is plainly the ratio of the means of V: fewer with noise.
    let means = outcomes[1].summaries.map { runs in runs.reduce(0) { $0 + $1.earlyValue } }
    #expect(abs(early[1].estimate - means[1] / means[0]) < 1e-12)
    #expect(try #require(early[0].high) < 1 && #require(early[0].low) > 0.8)
    let final = try changes.map { try #require($0.finalRatio).estimate }
    #expect(abs(final[0] - final[1]) < 1e-9)
  }
}
