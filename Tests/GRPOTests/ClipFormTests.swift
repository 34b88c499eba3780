import GRPO
import RealModule
import Testing

@Suite struct ClipFormTests {
  /// Weights of one token whose ratio is `ratio`, by sign.
  private func weights(_ surrogate: Surrogate, _ ratio: Double) -> (Double, Double) {
    let weights = surrogate.tokenWeights(
      logProbabilities: [.log(ratio)], oldLogProbabilities: [0])
    return (weights.positive[0], weights.negative[0])
  }

  // [.5, 2] and powers of two: ratios, logarithms and exponentials are exact enough to compare.
  @Test(arguments: [0.25, 1, 4.0])
  func `each form has its weights`(ratio: Double) throws {
    let range = try ClipRange(low: 0.5, high: 1)
    let expected: [(ClipForm, Double, Double)] = [
      (.ppo, ratio == 4 ? 0 : ratio, ratio == 0.25 ? 0 : ratio),
      (.cispo, min(max(ratio, 0.5), 2), min(max(ratio, 0.5), 2)),
      (.mask, ratio == 1 ? 1 : 0, ratio == 1 ? 1 : 0),
    ]
    for (form, positive, negative) in expected {
      let found = weights(try Surrogate(clipRange: range, clipForm: form), ratio)
      #expect(abs(found.0 - positive) < 1e-14 && abs(found.1 - negative) < 1e-14, "\(form)")
      #expect(try Surrogate(clipRange: range, clipForm: form).asksForSign == (form == .ppo))
    }
  }

  /// verl with c = 3: for A < 0 max(min(rho A, clip(rho) A), 3 A).
  @Test func `a dual clip stops negative advantages above it`() throws {
    let surrogate = try Surrogate(clipRange: .standard, dualClip: 3)
    #expect(weights(surrogate, 2).0 == 0 && abs(weights(surrogate, 2).1 - 2) < 1e-15)
    #expect(weights(surrogate, 3.5) == (0, 0))
    #expect(weights(surrogate, 0.5).1 == 0)
    #expect(surrogate.clippedGain(3.5, -2) == -6 && surrogate.clippedGain(2, -2) == -4)
    #expect(surrogate.clippedGain(3.5, 2) == 2.4)
    #expect(surrogate.clippedGain(0.5, -2) == -1.6)
    // Without a range it still acts.
    let alone = try Surrogate(dualClip: 3)
    #expect(alone.clippedGain(4, -1) == -3 && alone.clippedGain(4, 1) == 4 && alone.asksForSign)
  }

  /// Truncated weights min(rho, C) are cispo with an open low side and high = C - 1.
  @Test func `truncated weights are cispo open below`() throws {
    let surrogate = try Surrogate(
      clipRange: ClipRange(low: .infinity, high: 1), clipForm: .cispo)
    for ratio in [1e-3, 0.5, 1, 1.9, 2.5, 40] {
      let (positive, negative) = weights(surrogate, ratio)
      #expect(abs(positive - min(ratio, 2)) < 1e-14 && positive == negative)
    }
  }

  /// F(1) = 1, continuous at the edges, dF / d log(rho) = clip(rho).
  @Test func `the softened ratio is smooth`() throws {
    let range = ClipRange.dapo
    #expect(range.softened(1) == 1 && range.softened(1.28) == 1.28)
    // 1.28 (1 + log 2) at twice the edge; .8 (1 - log 2) at half of the other.
    #expect(abs(range.softened(2.56) - 1.28 * (1 + .log(2))) < 1e-15)
    #expect(abs(range.softened(0.4) - 0.8 * (1 - .log(2))) < 1e-15)
    #expect(range.contains(0.8) && range.contains(1.28) && !range.contains(1.2801))
  }

  /// The gain is linear in A for cispo and mask, and not for ppo with or without a dual clip.
  @Test func `forms without signs are linear in the advantage`() throws {
    for ratio in [0.3, 0.9, 1.4, 4] {
      for form in [ClipForm.cispo, .mask] {
        let surrogate = try Surrogate(clipRange: .dapo, clipForm: form)
        let bend = surrogate.clippedGain(ratio, 1) + surrogate.clippedGain(ratio, -1)
        #expect(bend == 0)
      }
    }
    // ppo at 4: 1.28 - 4; with c = 3: 1.28 - 3.
    let ppo = try Surrogate(clipRange: .dapo)
    let dual = try Surrogate(clipRange: .dapo, dualClip: 3)
    #expect(abs(ppo.clippedGain(4, 1) + ppo.clippedGain(4, -1) + 2.72) < 1e-15)
    #expect(abs(dual.clippedGain(4, 1) + dual.clippedGain(4, -1) + 1.72) < 1e-15)
  }

  @Test func `a dual clip that is none is refused`() {
    for c in [1, 0.5, .nan] {
      #expect(throws: GRPOError.self) { try Surrogate(dualClip: c) }
    }
    #expect(throws: GRPOError.self) {
      try Surrogate(clipRange: .dapo, clipForm: .cispo, dualClip: 3)
    }
  }
}
