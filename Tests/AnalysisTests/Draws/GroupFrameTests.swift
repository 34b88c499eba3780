import GRPO
import GSL
import TestSupport
import Testing

@testable import Analysis

/// Rewards and noise centred on their means.
struct GroupFrameTests {
  @Test func `noise that is equal over a group is centred to exactly 0`() throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.rademacher), sigma: 1,
      groupSize: 5)
    let key = try #require(PanelKey(setting, dither: 0))
    // Sums of several components; at most sizes the mean of equal values differs from them in its last
    // digit, as the control sees.
    var isRounded = false
    for size in 2...64 {
      for value in [0.1, -0.3, 1.0 / 3, 0.7 + 0.1, 1e-9 / 3] {
        let frame = GroupFrame(key: key, groupSize: size, parameterCount: 1, mayTieNoise: true)
        frame.noise.fill(value)
        frame.centre(isSilent: true)
        #expect(frame.noise.elements.allSatisfy { $0 == 0 }, "G \(size), noise \(value)")
        let mean = (0..<size).reduce(0.0) { sum, _ in sum + value } / Double(size)
        isRounded = isRounded || mean != value
      }
    }
    #expect(isRounded)
  }

  @Test func `noise that differs is centred on its mean`() throws {
    let setting = try Setting(
      advantage: AdvantageEstimator(.mean), dither: Dither(.rademacher), sigma: 1, groupSize: 4)
    let frame = GroupFrame(
      key: try #require(PanelKey(setting, dither: 0)), groupSize: 4, parameterCount: 1,
      mayTieNoise: true)
    for (i, pair) in [(1.0, 0.0), (1, 1), (-1, 1), (1, 0)].enumerated() {
      (frame.noise[i], frame.rewards[i]) = pair
    }
    frame.centre(isSilent: false)
    #expect(frame.noise.elements == [0.5, 0.5, -1.5, 0.5])
    #expect(frame.rewards.elements == [-0.5, 0.5, 0.5, -0.5])
  }
}
