import Testing

@testable import Analysis

/// The mean of B group gradients from the moments of one, by hand: s = 4, Q = 10, variances .09 and .25,
/// covariance .02.
struct BatchSummaryTests {
  private static func moments(unit: Double = 1, second: Double = 10) -> GradientMoments {
    let square = unit * unit
    var moments = GradientMoments(
      unit: unit, normSquared: 4 / square, secondMoment: second / square, alignment: 1 / unit,
      covariance: [0.09, 0.02, 0, 0.02, 0.25, 0, 0, 0, 0.04].map { $0 / square / square })
    moments.covariance[8] *= square
    return moments
  }

  private static func summary(
    _ groups: Int, exact: GradientMoments? = nil, simulated: GradientMoments? = nil,
    squares: BatchSquares? = nil, isSet: Bool = false
  ) -> BatchSummary {
    BatchSummary(
      groups: groups, exact: exact, simulated: simulated, count: 7, squares: squares, isSet: isSet)
  }

  private static func expect(_ found: Estimate?, _ mean: Double, _ error: Double) throws {
    let found = try #require(found)
    #expect(abs(found.mean - mean) <= 1e-13 * mean, "\(found)")
    #expect(abs(found.standardError - error) <= 1e-13 * error, "\(found)")
    #expect(found.count == 7)
  }

  /// Of s/(Q - s), whose slopes are Q/(Q - s)^2 = 10/36 and -s/(Q - s)^2 = -4/36: 9 - 1.6 + 4.
  private static let ratioError = 11.4.squareRoot() / 36

  /// tr Cov gbar = (10 - 4)/4, of error sqrt(.25 - 2 .02 + .09)/4; the ratio is four times that of
  /// one group.
  @Test(arguments: [1.0, 0x1p-200, 0x1p200])
  func `independent groups divide the variance by their number`(unit: Double) throws {
    let moments = Self.moments(unit: unit)
    let found = Self.summary(4, exact: moments, simulated: moments)
    #expect(found.groups == 4)
    #expect(abs(try #require(found.varianceExact) - 1.5) < 1e-14)
    #expect(abs(try #require(found.signalToNoiseExact) - 4.0 / 1.5) < 1e-14)
    try Self.expect(found.variance, 1.5, 0.3.squareRoot() / 4)
    try Self.expect(found.signalToNoise, 4.0 / 1.5, 4 * Self.ratioError)
  }

  /// Each of the B groups is of a prompt of its own: signal and variance are both a B-th.
  @Test func `groups of different prompts divide the signal too`() throws {
    let found = Self.summary(4, exact: Self.moments(), simulated: Self.moments(), isSet: true)
    #expect(abs(try #require(found.varianceExact) - 1.5) < 1e-14)
    #expect(abs(try #require(found.signalToNoiseExact) - 4.0 / 6) < 1e-14)
    try Self.expect(found.variance, 1.5, 0.3.squareRoot() / 4)
    try Self.expect(found.signalToNoise, 4.0 / 6, Self.ratioError)
  }

  /// E g_a . g_b = 3: Q/4 + 3/4 3 = 4.75, less s. Simulated 4.7 with an error of .1, beside s of .3.
  @Test(arguments: [1.0, 0x1p100])
  func `groups that share a divisor take what is known of two of them`(unit: Double) throws {
    let squares = BatchSquares(
      cross: 3, note: nil, simulated: Estimate(mean: 4.7, standardError: 0.1, count: 5))
    let moments = Self.moments(unit: unit)
    let found = Self.summary(4, exact: moments, simulated: moments, squares: squares)
    // The law knows its unit; the moments of exact laws have unit 1.
    if unit == 1 {
      #expect(abs(try #require(found.varianceExact) - 0.75) < 1e-14)
      #expect(abs(try #require(found.signalToNoiseExact) - 4 / 0.75) < 1e-13)
    }
    try Self.expect(found.variance, 0.7, 0.1.squareRoot())
    // Slopes 4.7/.49 and -4/.49; both are independent.
    let variance = 4.7 * 4.7 * 0.09 + 16 * 0.01
    let ratio = variance.squareRoot() / 0.49
    try Self.expect(found.signalToNoise, 4 / 0.7, ratio)
  }

  @Test func `one group is itself, what is unknown stays so`() throws {
    let one = Self.summary(1, exact: Self.moments(), simulated: Self.moments())
    #expect(one.varianceExact == 6 && one.signalToNoiseExact == 4.0 / 6)
    try Self.expect(one.variance, 6, 0.3.squareRoot())
    let none = Self.summary(4)
    #expect(none.variance == nil && none.varianceExact == nil && none.signalToNoise == nil)
    // No law of two groups, and no batch simulated: those of one group say nothing.
    let blind = Self.summary(
      4, exact: Self.moments(), simulated: Self.moments(),
      squares: BatchSquares(cross: nil, note: "none", simulated: nil))
    #expect(blind.variance == nil && blind.varianceExact == nil && blind.signalToNoiseExact == nil)
    let heavy = Self.summary(
      4, exact: Self.moments(second: .infinity), simulated: Self.moments(second: .infinity))
    #expect(heavy.varianceExact == .infinity && heavy.signalToNoiseExact == 0)
    #expect(heavy.variance == nil && heavy.signalToNoise == nil)
    let still = Self.summary(4, exact: Self.moments(second: 4))
    #expect(still.varianceExact == 0 && still.signalToNoiseExact == nil)
  }
}
