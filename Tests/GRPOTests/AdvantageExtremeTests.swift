import GRPO
import RealModule
import Testing

/// Rewards whose squares or differences are no numbers.
struct AdvantageExtremeTests {
  private func advantages(
    _ kind: AdvantageKind, _ rewards: [Double], ddof: Int = 0, stabilizer: Double = 0,
    clamp: Double? = nil
  ) throws -> [Double] {
    try AdvantageEstimator(kind, ddof: ddof, stabilizer: stabilizer, clamp: clamp)
      .advantages(of: rewards)
  }

  /// By hand: +-1e308 have mean 0 and deviation 1e308; their difference 2e308 is no number.
  @Test func `rewards further apart than any number have advantages`() throws {
    #expect(try advantages(.reinforce, [1e308, -1e308]) == [1e308, -1e308])
    #expect(try advantages(.standardized, [1e308, -1e308]) == [1, -1])
    #expect(try advantages(.standardized, [1e308, -1e308], stabilizer: 1e308) == [0.5, -0.5])
    #expect(try advantages(.mean, [1e308, -1e308]) == [1e308, -1e308])
    #expect(try advantages(.mean, [1e308, -1e308], clamp: 3) == [3, -3])
    let four = try advantages(.leaveOneOut, [1e308, -1e308, 0, 0])
    #expect(zip(four, [4.0 / 3, -4.0 / 3, 0, 0]).allSatisfy { abs($0 / 1e308 - $1) < 1e-15 })
    // The advantage itself, 2e308, is none.
    #expect(try advantages(.leaveOneOut, [1e308, -1e308]) == [.infinity, -.infinity])
    // The others of 1e308 are -1e308 and 0: mean -1e308/2, deviation (ddof 0) 1e308/2; those of 0 are
    // +-1e308, of mean 0.
    let others = try advantages(.leaveOneOutStandardized, [1e308, -1e308, 0])
    #expect(zip(others, [3, -3, 0]).allSatisfy { abs($0 - $1) < 1e-14 }, "\(others)")
  }

  /// Of two others a and b the deviation (ddof 1) is abs(a - b)/sqrt 2. Its square underflows in the unit
  /// of the widest reward, or in any: the last advantage is (wide - fine/2) sqrt 2 / fine.
  @Test(arguments: [
    (1e-50, 1e150), (1e-170, 1), (1e-300, 1e-9), (1e-10, 1e200), (0x1p-1060, 1e-200),
  ])
  func `others that nearly tie are not taken for equal`(fine: Double, wide: Double) throws {
    let found = try advantages(.leaveOneOutStandardized, [0, fine, wide], ddof: 1)
    let expected = [-Double.sqrt(0.5), -Double.sqrt(0.5), Double.sqrt(2) * (wide / fine)]
    for (value, right) in zip(found, expected) {
      // A subnormal number has few digits, the quotient by it none that is lost.
      #expect(abs(value / right - 1) < 1e-14, "\(fine), \(wide): \(value), \(right)")
    }
    // Others that do tie leave the gap, in units of reward.
    let gap = try advantages(.leaveOneOutStandardized, [0, 0, wide], ddof: 1)[2]
    #expect(abs(gap - wide) <= 2 * wide.ulp)
  }

  /// Standardized advantages do not know the unit of reward, bit for bit where it is a power of two.
  @Test(arguments: [AdvantageKind.standardized, .leaveOneOutStandardized], [0, 1])
  func `the unit of reward does not matter`(kind: AdvantageKind, ddof: Int) throws {
    let rewards = [0.3, -1, 0.25, 0.9, 0.3]
    let expected = try advantages(kind, rewards, ddof: ddof)
    for exponent in stride(from: -1000, through: 1020, by: 20) {
      let unit = Double(sign: .plus, exponent: exponent, significand: 1)
      let found = try advantages(kind, rewards.map { $0 * unit }, ddof: ddof)
      let gap = zip(found, expected).map { abs($0 - $1) }.max()!
      #expect(gap < 1e-13, "2^\(exponent): \(found)")
    }
  }
}
