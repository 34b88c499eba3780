import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// Times are known to .05%, delays to .1% of themselves.
struct LearningTimeTests {
  static let claim = ClaimCase.named("LearningTime")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// From p0 = 1/2 by 1/4: Phi(3/4) - Phi(1/2) = 2 log 3 - 4/3 + 4, half of it.
  @Test func `the time of two arms by hand`() {
    let time = LearningTime.twoArmTime(start: 0.5, gain: 0.25)
    #expect(abs(time - (Double.log(3) + 4.0 / 3)) < 1e-14)
  }

  private func time(start: Double, gain: Double, _ field: @escaping GradientFlow.Field) throws
    -> Double
  {
    let policy = try SoftmaxBandit(logits: [0, .log(start / (1 - start))])
    let flow = GradientFlow(policy: policy, rewards: [0, 1], field: field)
    return try #require(try flow.time(gain: gain))
  }

  @Test(arguments: [(0.01, 0.5), (0.3, 0.69), (0.9, 0.05)])
  func `the flow takes the time of the closed form`(start: Double, gain: Double) throws {
    let found = try time(start: start, gain: gain) { $0.valueGradient(of: [0, 1]) }
    let exact = LearningTime.twoArmTime(start: start, gain: gain)
    #expect(abs(found - exact) < 1e-9 * exact)
  }

  /// G = 8, from 1e-4 a gain of .2, in whole units of time; and within 1e-8 of the integral of
  /// dp / (2 (p (1-p))^2 W), W from the other formula.
  @Test(arguments: [(0, 1894.0), (0.0289, 1899), (0.289, 2419)])
  func `the standardized flow at G = 8`(sigma: Double, expected: Double) throws {
    let setting = try Setting.standardized(sigma: sigma, groupSize: 8)
    let found = try time(
      start: 1e-4, gain: 0.2, GradientFlow.expectedGradient(setting, rewards: [0, 1]))
    #expect(abs(found - expected) < 0.5)
    let integral = try Quadrature.adaptive(from: 1e-4, to: 0.2001) { p in
      let gain = try GradientGain.gain(p: p, groupSize: 8, sigma: sigma)
      return 1 / (2 * p * p * (1 - p) * (1 - p) * gain)
    }.value
    #expect(abs(found / integral - 1) < 1e-8)
  }

  /// W = 1 / sqrt(p (1-p) + sigma^2), in the digits of the reference.
  @Test(arguments: [(0, 98.5, 0.05), (0.0289, 182, 0.5), (0.289, 1453, 0.5)])
  func `the standardized flow of large groups`(
    sigma: Double, expected: Double, half: Double
  ) throws {
    let found = try time(start: 1e-4, gain: 0.2) { policy in
      let p = policy.value(of: [0, 1])
      let gain = 1 / Double.sqrt(p * (1 - p) + sigma * sigma)
      return policy.valueGradient(of: [0, 1]).map { gain * $0 }
    }
    #expect(abs(found - expected) <= half)
  }

  /// Against SciPy, which sums over ordered groups: three levels with a near tie are faster with some
  /// dither, slower with much.
  @Test func `a near tie of three levels is left sooner with dither`() throws {
    let bandit = try SoftmaxBandit(logits: LearningTime.tiedLogits)
    let rewards = LearningTime.tiedRewards
    var times: [Double: Double] = [:]
    for row in try Reference.table("three_level_flow.csv") {
      let sigma = Double(row["sigma"]!)!
      var setting = try Setting.standardized(sigma: sigma, groupSize: 3)
      if sigma == 0 { setting = try setting.undithered() }
      let flow = GradientFlow(
        policy: bandit, rewards: rewards,
        field: GradientFlow.expectedGradient(setting, rewards: rewards))
      let time = try #require(try flow.time(gain: 0.8 - bandit.value(of: rewards)))
      #expect(abs(time / Double(row["time"]!)! - 1) < 1e-8, "sigma \(sigma)")
      times[sigma] = time
    }
    #expect(times.count == 7)
    #expect([0.02, 0.065, 0.1, 0.2].allSatisfy { times[$0]! < times[0]! - 0.5 })
    #expect([0.5, 1].allSatisfy { times[$0]! > times[0]! })
  }

  /// The nodes of a sampled path integrate its exact speed to 1e-5 of the time.
  @Test func `nodes on the path give the exact time`() throws {
    let bandit = try SoftmaxBandit(logits: LearningTime.tiedLogits)
    let rewards = LearningTime.tiedRewards
    let setting = try Setting.standardized(sigma: 0.065, groupSize: 3)
    for chosen in [setting, try setting.undithered()] {
      let path = try FlowPath(bandit, rewards: rewards, chosen, goal: 0.8, nodeCount: 16)
      let time = try zip(path.weights, path.problems).reduce(0.0) { sum, node in
        let moments = try ExactLaw.moments(ProblemSet([node.1]), setting: chosen)
        return try sum + node.0 / dot(#require(moments.expectedGradient), node.1.valueGradient)
      }
      #expect(abs(time / path.time - 1) < 1e-5)
    }
  }

  @Test func `every sigma makes the standardized flow of two levels slower`() throws {
    let times = try [0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6].map { sigma in
      try time(
        start: 0.05, gain: 0.5,
        GradientFlow.expectedGradient(
          .standardized(sigma: sigma, groupSize: 4), rewards: [0, 1]))
    }
    for (before, after) in zip(times, times.dropFirst()) { #expect(after > before) }
  }

  /// On random bandits with random rewards; on two equal arms the bound is within 5% of the time, so
  /// a factor of 1.1 too much would be seen.
  @Test func `no flow is faster than its bound`() throws {
    var stream = RandomStream(seed: 43)
    var late = 0
    for _ in 0..<200 {
      let arms = 2 + stream.index(below: 5)
      let policy = try SoftmaxBandit(logits: (0..<arms).map { _ in 1.5 * stream.gaussian() })
      let rewards = (0..<arms).map { _ in stream.gaussian() }
      let value = policy.value(of: rewards)
      let variance = policy.value(of: rewards.map { ($0 - value) * ($0 - value) })
      let gain = stream.uniform() * (rewards.max()! - value)
      let flow = GradientFlow(policy: policy, rewards: rewards) { $0.valueGradient(of: rewards) }
      let bound = LearningTime.speedBound(variance: variance, gain: gain)
      // A flow that has not arrived by then is slower than the bound too, if the bound allows it.
      let horizon = 1e6
      guard let time = try flow.time(gain: gain, limit: horizon) else {
        late += 1
        #expect(gain / horizon <= bound)
        continue
      }
      #expect(gain / time <= bound)
    }
    #expect(late <= 10, "\(late) of 200 flows did not arrive")
    let speed = 0.01 / LearningTime.twoArmTime(start: 0.5, gain: 0.01)
    let bound = LearningTime.speedBound(variance: 0.25, gain: 0.01)
    #expect(speed <= bound && speed > 0.95 * bound)
  }
}
