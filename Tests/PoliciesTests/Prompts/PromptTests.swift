import Policies
import RealModule
import Testing

@Suite struct PromptTests {
  @Test(arguments: [1e-300, 1e-12, 0.05, 1.0 / 3, 0.5, 0.875, 1 - 1e-12])
  func `a pass rate is met up to rounding`(passRate: Double) throws {
    let prompt = try Prompt.withPassRate(name: "p", passRate: passRate)
    let probabilities = prompt.policy.probabilities()
    #expect(prompt.rewards == [0, 0, 0, 0, 1, 1])
    // relative: rounding of logits of size 700 moves p by 700 * 1.1e-16
    #expect(abs(prompt.policy.value(of: prompt.rewards) / passRate - 1) < 2e-13)
    let wrong = probabilities[0..<4].reduce(0, +)
    #expect(abs(wrong / (1 - passRate) - 1) < 1e-14)
    #expect(Set(probabilities[0..<4]).count == 4 && probabilities[4] != probabilities[5])
  }

  @Test func `at pass rate zero only wrong outcomes exist, at one only right ones`() throws {
    let never = try Prompt.withPassRate(name: "never", passRate: 0)
    #expect(never.rewards == [0, 0, 0, 0])
    #expect(distance(never.policy.probabilities(), [0.4, 0.3, 0.2, 0.1]) < 4e-16)
    let always = try Prompt.withPassRate(name: "always", passRate: 1, weight: 3)
    #expect(always.rewards == [1, 1])
    #expect(distance(always.policy.probabilities(), [0.6, 0.4]) < 4e-16)
    #expect(always.weight == 3)
    // their scores are not 0: tr F = 1 - .16 - .09 - .04 - .01 = .7
    #expect(abs(never.policy.fisherTrace() - 0.7) < 4e-16)
  }

  @Test(arguments: [-0.1, 1.1, .nan, .infinity])
  func `a pass rate outside its range is refused`(passRate: Double) {
    #expect(throws: PolicyError.self) { try Prompt.withPassRate(name: "p", passRate: passRate) }
  }

  @Test(arguments: [0, -1, .nan, .infinity])
  func `a weight that is not finite and positive is refused`(weight: Double) throws {
    let policy = try SoftmaxBandit(logits: [0, 0])
    #expect(throws: PolicyError.self) {
      try Prompt(name: "p", weight: weight, policy: policy, rewards: [0, 1])
    }
  }

  @Test func `the sampling policy is the old one where there is one`() throws {
    let policy = try SoftmaxBandit(logits: [0, 0])
    let plain = try Prompt(name: "p", policy: policy, rewards: [0, 1])
    #expect(plain.samplingPolicy.logits == [0, 0])
    #expect(plain.referencePolicy == nil)
    let old = try Prompt(
      name: "p", policy: policy, rewards: [0, 1], oldLogits: [0, 1], referenceLogits: [2, 0])
    #expect(old.samplingPolicy.logits == [0, 1])
    #expect(old.referencePolicy?.logits == [2, 0])
    #expect(old.policy.logits == [0, 0])
  }

  @Test func `old and reference logits of another shape are refused`() throws {
    let policy = try SoftmaxBandit(logits: [0, 0])
    #expect(throws: PolicyError.wrongCount(field: "old_logits", expected: 2, found: 1)) {
      try Prompt(name: "p", policy: policy, rewards: [0, 1], oldLogits: [0])
    }
    #expect(throws: PolicyError.wrongCount(field: "reference_logits", expected: 2, found: 3)) {
      try Prompt(name: "p", policy: policy, rewards: [0, 1], referenceLogits: [0, 0, 0])
    }
  }
}
