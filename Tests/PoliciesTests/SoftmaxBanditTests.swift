import GSL
import Policies
import RealModule
import Testing

@Suite struct SoftmaxBanditTests {
  @Test func `two arms with logits 0 and log 3 have probabilities 1/4 and 3/4`() throws {
    let policy = try SoftmaxBandit(logits: [0, Double.log(3)])
    // exp(0) / (exp(0) + exp(log 3)) = 1 / 4
    #expect(abs(policy.probabilities()[0] - 0.25) < 1e-16)
    #expect(abs(policy.probabilities()[1] - 0.75) < 2e-16)
    #expect(abs(policy.logProbability(of: 0) + 2 * Double.log(2)) < 4e-16)
    // e_0 - pi = (3/4, -3/4)
    #expect(distance(policy.score(of: 0), [0.75, -0.75]) < 4e-16)
    // tr F = 1 - 1/16 - 9/16 = 3/8
    #expect(abs(policy.fisherTrace() - 0.375) < 4e-16)
  }

  @Test func `the value of two arms and its derivatives are those of p(1-p)`() throws {
    let policy = try SoftmaxBandit(logits: [0, Double.log(3)])
    // r = (0, 1): V = p = 3/4; dV/dtheta_1 = p(1-p) = 3/16; d2V/dtheta_1^2 = p(1-p)(1-2p) = -3/32
    #expect(abs(policy.value(of: [0, 1]) - 0.75) < 2e-16)
    #expect(distance(policy.valueGradient(of: [0, 1]), [-0.1875, 0.1875]) < 4e-16)
    let hessian = policy.valueHessian(of: [0, 1])
    #expect(distance(hessian[0], [-0.09375, 0.09375]) < 4e-16)
    #expect(distance(hessian[1], [0.09375, -0.09375]) < 4e-16)
  }

  @Test func `logits a thousand apart neither overflow nor lose the rare arm`() throws {
    let policy = try SoftmaxBandit(logits: [1000, 0, -1000])
    #expect(policy.probabilities() == [1, 0, 0])
    #expect(policy.logProbability(of: 1) == -1000)
    #expect(policy.logProbability(of: 2) == -2000)
    #expect(policy.score(of: 0) == [0, 0, 0])
    var stream = RandomStream(seed: 3)
    for _ in 0..<1000 { #expect(policy.sample(using: &stream) == 0) }
  }

  @Test func `an almost certain arm keeps the relative accuracy of what is left`() throws {
    // p = 1 / (1 + e^-50): log p = -log(1 + e^-50) = -e^-50 (1 - e^-50/2 ...),
    // 1 - p = e^-50 (1 - e^-50 ...)
    let policy = try SoftmaxBandit(logits: [50, 0])
    let rest = Double.exp(-50)
    #expect(abs(policy.logProbability(of: 0) / -rest - 1) < 1e-15)
    #expect(abs(policy.score(of: 0)[0] / rest - 1) < 1e-15)
  }

  @Test func `one arm is certain and has no score`() throws {
    let policy = try SoftmaxBandit(logits: [0.7])
    var stream = RandomStream(seed: 1)
    #expect(policy.probabilities() == [1])
    #expect(policy.score(of: 0) == [0])
    #expect(policy.sample(using: &stream) == 0)
    #expect(policy.fisherMatrix() == [[0]])
  }

  @Test func `assigning logits renormalises`() throws {
    var policy = try SoftmaxBandit(logits: [0, 0])
    policy.logits = [0, Double.log(3)]
    #expect(
      policy.probabilities() == (try SoftmaxBandit(logits: [0, Double.log(3)])).probabilities())
  }

  @Test func `assigning logits of another count stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var policy = try SoftmaxBandit(logits: [0, 0])
      policy.logits = [0, 0, 0]
    }
  }

  @Test func `assigning logits that are not finite stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var policy = try SoftmaxBandit(logits: [0, 0])
      policy.logits = [0, .nan]
    }
  }

  @Test func `unusable logits are refused with the evidence`() {
    #expect(throws: PolicyError.empty(field: "logits")) { try SoftmaxBandit(logits: []) }
    #expect(throws: PolicyError.nonFinite(field: "logits", index: 1, value: .infinity)) {
      try SoftmaxBandit(logits: [0, .infinity])
    }
    #expect(throws: PolicyError.self) { try SoftmaxBandit(logits: [.nan]) }
    #expect(throws: PolicyError.empty(field: "logits")) {
      try SoftmaxBandit.random(arms: 0, scale: 1, seed: 1)
    }
    #expect(throws: PolicyError.self) { try SoftmaxBandit.random(arms: 2, scale: -1, seed: 1) }
  }
}
