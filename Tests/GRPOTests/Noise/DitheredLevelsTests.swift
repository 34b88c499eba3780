import GSL
import Testing

@testable import GRPO

struct DitheredLevelsTests {
  private func levels(_ rewards: [Double], _ sigma: Double) -> [Int] {
    DitheredLevels(levels: rewards, values: [-1, 1], sigma: sigma, isSingle: true).representatives
  }

  /// .2 + .2 is .6 - .2 for people, and differs in the last place for a computer.
  @Test func `sums that are equal as decimals are one`() {
    #expect(0.2 + 0.2 != 0.6 - 0.2)
    #expect(levels([0.2, 0.6], 0.2) == [0, 1, 1, 3])
    #expect(levels([-0.5, 0.1], 0.3) == [0, 1, 1, 3])
    #expect(levels([1e15, 1e15 + 1], 0.5) == [0, 1, 1, 3])
    #expect(levels([0.1, 0.3, 0.5], 0.1) == [0, 1, 1, 3, 3, 5])
    // A level so far below that sums taken from it keep seven digits after the point.
    #expect(levels([-1e9, 0.2, 0.6], 0.2) == [0, 1, 2, 3, 3, 5])
  }

  @Test func `sums that differ are not`() {
    #expect(levels([0.2, 0.6], 0.2000001) == [0, 1, 2, 3])
    #expect(levels([1e15, 1e15 + 1], 0.4) == [0, 1, 2, 3])
    #expect(levels([0, 1], 1e-17) == [0, 1, 2, 3])
    #expect(levels([0, 1], 1e20) == [0, 1, 2, 3])
    #expect(levels([1e-300, 1e300], 1e300) == [0, 1, 2, 3])
  }

  /// Whole numbers of tenths: equality is that of integers.
  @Test func `random tenths are equal when their integers are`() {
    var random = RandomStream(seed: 4)
    var ties = 0
    for _ in 0..<2000 {
      let steps = Set((0..<3).map { _ in random.index(below: 41) - 20 }).sorted()
      let sigma = 1 + random.index(below: 12)
      let found = levels(steps.map { Double($0) / 10 }, Double(sigma) / 10)
      let sums = steps.flatMap { [$0 - sigma, $0 + sigma] }
      #expect(found == sums.map { sums.firstIndex(of: $0)! })
      if Set(sums).count < sums.count { ties += 1 }
    }
    #expect(ties > 100)
  }

  /// Two components in proportion 2 to 1: noise values -3, -1, 1, 3 over the root of 5.
  @Test func `components tie up to rounding`() throws {
    let values = try #require(try Dither(.rademacher, components: [2, 1]).atoms).map(\.value)
    let found = DitheredLevels(
      levels: [0, 2], values: values, sigma: 5.0.squareRoot(), isSingle: false)
    // 0 + 1 = 2 - 1 and 0 + 3 = 2 + 1; 0 - 1 and 2 - 3 too.
    #expect(found.representatives == [0, 1, 2, 3, 1, 2, 3, 7])
  }

  @Test(arguments: [0.2, 1e-300, 1e-307, 1.7e308, 123456789.123, -0.1, 0, 1e22])
  func `a double is read back from its decimal`(value: Double) {
    let decimal = DecimalNumber(value)
    #expect(Double("\(decimal.mantissa)e\(decimal.exponent)") == value)
  }
}

/// Advantages whose squares are no numbers.
struct OffScaleAdvantageTests {
  @Test(arguments: [1e-300, 1e-200, 1e155, 1e200, 1e299])
  func `scaled rewards have the same advantages, or scaled ones`(scale: Double) throws {
    let rewards = [0.0, 0.3, 1, 1, -0.5]
    let large = rewards.map { $0 * scale }
    for kind in AdvantageKind.allCases where kind != .batchStandardized {
      let plain = try AdvantageEstimator(kind, ddof: 1, stabilizer: 0.5)
      let scaled = try AdvantageEstimator(kind, ddof: 1, stabilizer: 0.5 * scale)
      let factor = kind.divides ? 1 : scale
      for (a, b) in zip(scaled.advantages(of: large), plain.advantages(of: rewards)) {
        #expect(abs(a - factor * b) <= 1e-13 * factor, "\(kind)")
      }
    }
  }

  /// Against others that are all equal an advantage is not divided.
  @Test func `a lone reward keeps its unit`() throws {
    let estimator = try AdvantageEstimator(.leaveOneOutStandardized, ddof: 1)
    #expect(estimator.advantages(of: [1e200, 0, 0])[0] == 1e200)
  }

  /// The others of a success are 0 and 1: mean 1/2, deviation 1/2 or 1/sqrt 2.
  @Test(arguments: [(0, 1.0), (1, 0.5.squareRoot())])
  func `the deviation of the others has its ddof`(ddof: Int, expected: Double) throws {
    let estimator = try AdvantageEstimator(.leaveOneOutStandardized, ddof: ddof)
    #expect(abs(estimator.advantages(of: [1, 0, 1])[0] - expected) < 1e-15)
  }
}
