import GRPO
import RealModule
import Testing

@Suite struct SilentGroupTests {
  /// Values whose sums round: the mean of seven .1 is not .1.
  static let values = [0.1, 0.2, 0.3, 0.7, 1.0 / 3, 1e-300, -1e17, 5, 0]

  @Test(arguments: AdvantageKind.allCases.filter { $0 != .reinforce })
  func `a silent group has advantages exactly 0 at stabilizer 0`(kind: AdvantageKind) throws {
    for value in Self.values {
      for size in 3...64 {
        let rewards = [Double](repeating: value, count: size)
        for batch in [RewardSums(rewards), RewardSums(rewards + [value + 1])] {
          let advantages = try AdvantageEstimator(kind).advantages(of: rewards, batch: batch)
          #expect(advantages.allSatisfy { $0 == 0 }, "\(kind), \(value), G = \(size)")
        }
      }
    }
  }

  // Negative control: the textbook formula leaks the rounding of the mean and divides it by itself.
  @Test func `the textbook formula would leak`() {
    let rewards = [Double](repeating: 0.1, count: 7)
    let mean = rewards.reduce(0, +) / 7
    #expect(rewards[0] - mean != 0)
    let deviation = Double.sqrt(rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7)
    #expect(abs(abs((rewards[0] - mean) / deviation) - 1) < 1e-12)
  }

  @Test func `rewards one ulp apart are not silent`() throws {
    let reward = 0.2
    let rewards = [reward.nextUp, reward, reward, reward]
    let advantages = try AdvantageEstimator(.standardized).advantages(of: rewards)
    #expect(abs(advantages[0] - .sqrt(3)) < 1e-15)
    #expect(advantages[1...].allSatisfy { abs($0 + 1 / .sqrt(3)) < 1e-15 })
  }

  // mean a/3, S = a sqrt(2)/3: sqrt(2), and -1/sqrt(2) twice, whatever a.
  @Test(arguments: [1, 1e-200, 1e-300, 1e200])
  func `a spread whose square is no number is divided all the same`(size: Double) throws {
    let advantages = try AdvantageEstimator(.standardized).advantages(of: [size, 0, 0])
    for (found, value) in zip(advantages, [Double.sqrt(2), -.sqrt(0.5), -.sqrt(0.5)]) {
      #expect(abs(found - value) < 1e-15)
    }
  }
}
