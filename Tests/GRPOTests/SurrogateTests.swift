import GRPO
import GSL
import RealModule
import Testing

@Suite struct SurrogateTests {
  // ratios exp(.5) = 1.6487 and exp(-.5) = .6065, clip .2/.28
  @Test func `token level sums the clipped gains of tokens`() throws {
    let surrogate = try Surrogate(clipRange: .dapo)
    func objective(_ advantage: Double) -> Double {
      surrogate.objective(
        advantage: advantage, logProbabilities: [-1, -2], oldLogProbabilities: [-1.5, -1.5])
    }
    // A = 2: min(3.297, 2.56) + min(1.2131, 1.6)
    #expect(abs(objective(2) - (2.56 + 2 * .exp(-0.5))) < 1e-15)
    // A = -2: min(-3.297, -2.56) + min(-1.2131, -1.6)
    #expect(abs(objective(-2) - (-2 * .exp(0.5) - 1.6)) < 1e-15)
    #expect(objective(0) == 0)
  }

  @Test func `sequence level clips the product once`() throws {
    let surrogate = try Surrogate(clipRange: .dapo, ratioLevel: .sequence)
    func objective(_ advantage: Double, _ logProbabilities: [Double]) -> Double {
      surrogate.objective(
        advantage: advantage, logProbabilities: logProbabilities, oldLogProbabilities: [-1.5, -1.5])
    }
    #expect(objective(2, [-1, -2]) == 2)  // product exactly 1
    #expect(objective(2, [-1, -1.5]) == 2.56)
    #expect(abs(objective(-2, [-1, -1.5]) + 2 * .exp(0.5)) < 1e-15)
  }

  // two tokens, d = .5 and -1: k2 = .125 + .5
  @Test(arguments: RatioLevel.allCases)
  func `the penalty is summed over tokens at either level`(level: RatioLevel) throws {
    let surrogate = try Surrogate(ratioLevel: level, klCoefficient: 0.04, klEstimator: .k2)
    let value = surrogate.objective(
      advantage: 0, logProbabilities: [-1, -2], oldLogProbabilities: [-1, -2],
      referenceLogProbabilities: [-0.5, -3])
    #expect(abs(value + 0.04 * 0.625) < 1e-16)
  }

  @Test(arguments: RatioLevel.allCases)
  func `on policy every weight is 1 and the objective the advantage`(level: RatioLevel) throws {
    let tokens = [-0.3, -1.7, -2.2]
    #expect(Surrogate.isOnPolicy(logProbabilities: tokens, oldLogProbabilities: tokens))
    #expect(!Surrogate.isOnPolicy(logProbabilities: tokens, oldLogProbabilities: [-0.3, -1.7, -2]))
    for range in [nil, ClipRange.standard, try ClipRange(low: 0, high: 0)] {
      let surrogate = try Surrogate(clipRange: range, ratioLevel: level)
      let weights = surrogate.tokenWeights(logProbabilities: tokens, oldLogProbabilities: tokens)
      #expect(weights.positive == [1, 1, 1] && weights.negative == [1, 1, 1])
      #expect(weights.penalty == [0, 0, 0])
      let value = surrogate.objective(
        advantage: 0.7, logProbabilities: tokens, oldLogProbabilities: tokens)
      #expect(abs(value - (level == .sequence ? 0.7 : 2.1)) < 1e-15)
    }
  }

  // rho = exp(.5) above 1.2: a positive advantage is cut, a negative one is not; and conversely
  @Test func `each sign is cut on its own side`() throws {
    let surrogate = try Surrogate(clipRange: .standard)
    let weights = surrogate.tokenWeights(
      logProbabilities: [-1, -2], oldLogProbabilities: [-1.5, -1.5])
    #expect(weights.positive == [0, .exp(-0.5)])
    #expect(weights.negative == [.exp(0.5), 0])
  }

  @Test func `the plain policy gradient is the surrogate of no argument`() throws {
    #expect(try Surrogate() == .policyGradient)
  }

  // Ratios exp(.5) and exp(-.25): their geometric mean is exp(.125) = 1.1331, the product exp(.25).
  @Test func `the gspo ratio is the geometric mean`() throws {
    let open = try Surrogate(ratioLevel: .gspo)
    let tight = try Surrogate(clipRange: ClipRange(low: 0.1, high: 0.1), ratioLevel: .gspo)
    let (now, old) = ([-1, -1.75], [-1.5, -1.5])
    let weights = open.tokenWeights(logProbabilities: now, oldLogProbabilities: old)
    #expect(weights.positive == [.exp(0.125), .exp(0.125)])
    let cut = tight.tokenWeights(logProbabilities: now, oldLogProbabilities: old)
    #expect(cut.positive == [0, 0] && cut.negative == weights.negative)
    // T min(s A, clip(s) A)
    let gain = tight.objective(advantage: 3, logProbabilities: now, oldLogProbabilities: old)
    #expect(abs(gain - 2 * 3 * 1.1) < 1e-15)
    let one = try Surrogate(clipRange: .dapo, ratioLevel: .gspo)
    let token = try Surrogate(clipRange: .dapo)
    #expect(
      one.tokenWeights(logProbabilities: [-1], oldLogProbabilities: [-2])
        == token.tokenWeights(logProbabilities: [-1], oldLogProbabilities: [-2]))
  }

  @Test(arguments: [-0.1, .infinity, .nan])
  func `a coefficient that is no penalty is refused`(beta: Double) {
    #expect(throws: GRPOError.self) { try Surrogate(klCoefficient: beta) }
  }
}
