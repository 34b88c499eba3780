import Analysis
import GRPO
import Policies
import Testing

@testable import redit

/// The words beside the rows of a sweep, which neighbours share where they are alike.
struct RowLabelsTests {
  /// Two advantages, two noises, sigma 0 and another, by hand: noise of sigma 0 has no degrees of freedom to tell of.
  @Test func `words change where the setting does`() throws {
    let prompts = try ["a", "b"].map {
      try Prompt(name: $0, policy: SoftmaxBandit(logits: [0, 1]), rewards: [0, 1])
    }
    let sweep = Sweep(
      try ProblemSet(prompts, surrogate: .policyGradient),
      advantages: [
        try AdvantageEstimator(.standardized, ddof: 1), try AdvantageEstimator(.mean),
      ], dithers: [try Dither(.gaussian), try Dither(.studentT(degreesOfFreedom: 5))],
      sigmas: [0.1], groupSize: 4)
    let labels = RowLabels(prompts, advantages: ["x", "y"], surrogate: .policyGradient)
    let rows = try labels.label(sweep.run(Sampling(groups: 0)), of: sweep)
    #expect(
      rows.map(\.isSet) == Array(repeating: false, count: 16) + Array(repeating: true, count: 8))
    for block in stride(from: 0, to: 24, by: 8) {
      let own = rows[block..<block + 8]
      #expect(own.map(\.advantage) == ["x", "x", "x", "x", "y", "y", "y", "y"])
      #expect(
        own.map(\.noise) == ["gaussian", "gaussian", "student-t", "student-t"]
          + own.suffix(4).map(\.noise))
      #expect(own.prefix(4).map(\.noise) == own.suffix(4).map(\.noise))
      #expect(
        own.map(\.objective)
          == (0..<8).map { $0 % 4 == 3 ? "on policy; 5 degrees of freedom" : "on policy" })
      #expect(own.map(\.law) == (0..<8).map { $0 < 4 ? "standardized ddof 1 eps 0" : "mean" })
    }
    #expect(rows.allSatisfy { $0.isOfMany })
    let simulated = try labels.label(sweep.run(Sampling(groups: 100)), of: sweep)
    #expect(!simulated.contains { $0.isOfMany })
  }
}
