import GRPO
import Policies
import Testing

@testable import Analysis

/// E g along the score of the arm between two steps is known to .002; rounding without dither moves it
/// by .027 and more.
struct QuantizedRewardTests {
  static let claim = ClaimCase.named("QuantizedReward")

  @Test func `verdicts are the expected ones`() throws { try Self.claim.expectVerdicts() }

  @Test(arguments: claim.refused)
  func `a planted error is refused`(_ error: PlantedError) throws {
    try Self.claim.expectRefusal(of: error)
  }

  /// .37 is .74 steps of .5: .25 .74 .26 = .0481; triangular .25/4.
  @Test func `variances by hand`() {
    let found = QuantizerDither.allCases.map {
      QuantizedReward.variance(of: 0.37, step: 0.5, dither: $0)
    }
    for (variance, expected) in zip(found, [0, 0.0481, 0.0625]) {
      #expect(abs(variance - expected) < 1e-15)
    }
  }

  /// The error under subtractive dither at the middles of 1,000 cells: mean 0 and D^2/12 whatever the
  /// reward, to 1/1000 of a step; without subtraction its mean square is another one at every reward.
  @Test(arguments: [0.05, 0.2, 0.37])
  func `subtractive dither leaves a uniform error`(reward: Double) {
    let (step, cells) = (0.5, 1000)
    let errors = (0..<cells).map { cell in
      let v = (Double(cell) + 0.5) / Double(cells) - 0.5
      return step * ((reward / step + v + 0.5).rounded(.down) - v) - reward
    }
    let mean = errors.reduce(0, +) / Double(cells)
    let square = errors.reduce(0) { $0 + $1 * $1 } / Double(cells)
    #expect(abs(mean) < step / 1000)
    #expect(abs(square - step * step / 12) < step * step / 1000)
    let plain = QuantizedReward.variance(of: reward, step: step, dither: .uniform)
    #expect(abs(plain - step * step / 12) > step * step / 1000)
  }
}
