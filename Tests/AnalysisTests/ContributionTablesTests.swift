import GRPO
import Policies
import RealModule
import Testing

@testable import Analysis

/// The vectors of an outcome are derivatives of its objective by the logits.
struct ContributionTablesTests {
  private static let logits = [0.4, -0.3, 0.2, -0.6]
  private static let old = [-0.2, 0.1, 0.5, -0.5]
  private static let reference = [0, 0.3, 0.1, -0.2]

  /// min(rho A, clip(rho) A) - beta KL of one completion of a bandit.
  private static func objective(
    _ surrogate: Surrogate, _ outcome: Int, logits: [Double], advantage: Double
  ) throws -> Double {
    let log = { (logits: [Double]) in
      try SoftmaxBandit(logits: logits).tokenLogProbabilities(of: outcome)
    }
    let (now, before, base) = (try log(logits)[0], try log(old)[0], try log(reference)[0])
    let ratio = Double.exp(now - before)
    let clip = surrogate.clipRange
    let clipped = clip.map { min(max(ratio, 1 - $0.low), 1 + $0.high) } ?? ratio
    let penalty = surrogate.klEstimator.value(logProbability: now, referenceLogProbability: base)
    return min(ratio * advantage, clipped * advantage) - surrogate.klCoefficient * penalty
  }

  private static let surrogates: [Surrogate] = [
    .policyGradient, try! Surrogate(clipRange: .standard),
    try! Surrogate(clipRange: .standard, klCoefficient: 0.3, klEstimator: .k3),
    try! Surrogate(klCoefficient: 0.3, klEstimator: .k2),
  ]

  /// Central differences, h = 1e-5, for advantages of either sign; ratios lie on both sides of the clip.
  @Test(arguments: surrogates.indices)
  func `contributions are the slopes of the objective`(index: Int) throws {
    let surrogate = Self.surrogates[index]
    let prompt = try Prompt(
      name: "off", policy: SoftmaxBandit(logits: Self.logits), rewards: [0, 1, 0, 1],
      oldLogits: Self.old, referenceLogits: Self.reference)
    let tables = try ContributionTables(prompt, surrogate: surrogate)
    var cut = 0
    for outcome in 0..<4 {
      for advantage in [1.7, -0.6] {
        let rows = advantage < 0 ? tables.negative ?? tables.positive : tables.positive
        var found = [0.0, 0, 0, 0]
        rows.add(outcome, scale: advantage, to: &found)
        if found.allSatisfy({ $0 == 0 }) { cut += 1 }
        tables.penalty?.add(outcome, scale: 1, to: &found)
        for j in 0..<4 {
          let sides = try [1e-5, -1e-5].map { step in
            var moved = Self.logits
            moved[j] += step
            return try Self.objective(surrogate, outcome, logits: moved, advantage: advantage)
          }
          #expect(
            abs(found[j] - (sides[0] - sides[1]) / 2e-5) < 1e-9, "\(outcome) \(advantage) \(j)")
        }
      }
    }
    // Ratios 1.90, .70, .77 and .94 beside .8 to 1.2: one is cut for the positive, two for the negative.
    #expect(cut == (surrogate.clipRange == nil ? 0 : 3))
    #expect((tables.penalty != nil) == (surrogate.klCoefficient > 0))
    #expect(!tables.areScores)
  }

  /// pi/pi_old sums to 1 over the older policy, whose probabilities are those of the draws.
  @Test func `groups are drawn from the older policy`() throws {
    let prompt = try Prompt(
      name: "off", policy: SoftmaxBandit(logits: Self.logits), rewards: [0, 1, 0, 1],
      oldLogits: Self.old)
    let tables = try ContributionTables(prompt, surrogate: .policyGradient)
    let right = try SoftmaxBandit(logits: Self.old).probabilities()
    #expect(tables.probabilities == right)
    #expect(abs(dot(tables.probabilities, tables.importanceRatios) - 1) < 1e-15)
    let now = try SoftmaxBandit(logits: Self.logits).probabilities()
    for (a, b) in zip(zip(right, tables.importanceRatios).map { $0 * $1 }, now) {
      #expect(abs(a - b) < 1e-15)
    }
  }

  @Test func `on policy they are the scores, whatever the clip`() throws {
    let prompt = try Prompt(
      name: "on", policy: SoftmaxBandit(logits: Self.logits), rewards: [0, 1, 0, 1])
    let tables = try ContributionTables(prompt, surrogate: Surrogate(clipRange: .standard))
    #expect(tables.areScores && tables.negative == nil && tables.penalty == nil)
    #expect(tables.importanceRatios == [1, 1, 1, 1])
    for outcome in 0..<4 {
      var score = [0.0, 0, 0, 0]
      tables.positive.add(outcome, scale: 1, to: &score)
      for j in 0..<4 {
        #expect(abs(score[j] - ((j == outcome ? 1 : 0) - tables.probabilities[j])) < 1e-15)
      }
    }
    #expect(throws: AnalysisError.self) {
      try ContributionTables(prompt, surrogate: Surrogate(klCoefficient: 0.1))
    }
  }
}
