import Testing

@testable import Analysis

/// Shares by hand: one parameter, gradient 0 in both strata, so that h = norm(g)^2.
struct NeymanAllocationTests {
  private static func pilot(_ squares: [Double]) -> MomentAccumulator {
    var accumulator = MomentAccumulator(dimension: 4)
    for square in squares { accumulator.add(blockSum: [0, square, 0, 0], count: 1) }
    return accumulator
  }

  /// Standard deviations 2 and 1 of single groups, probabilities .2 and .8: P sd = .4 and .8, shares 1/3 and
  /// 2/3 for nine tenths of the groups, .2 and .8 for one.
  @Test func `groups go by probability times deviation`() {
    let strata = [0.2, 0.8].map { Stratum(probability: $0, parts: []) }
    // Deviations from the mean by root 2 and root 1/2: sample variances 4 and 1.
    let (a, b) = (Double(2).squareRoot(), Double(0.5).squareRoot())
    let pilot = [[Self.pilot([5 - a, 5 + a])], [Self.pilot([5 - b, 5 + b])]]
    let allocation = NeymanAllocation(strata, pilot: pilot, parameterCount: 1)
    let groups = allocation.groups(total: 10_020, least: 10)
    #expect(abs(groups[0] - (10 + 3200)) <= 1, "\(groups)")
    #expect(abs(groups[1] - (10 + 6800)) <= 1, "\(groups)")
  }

  @Test func `a pilot without scatter leaves the probabilities`() {
    let strata = [0.25, 0.75].map { Stratum(probability: $0, parts: []) }
    let pilot = [[Self.pilot([3, 3])], [Self.pilot([3, 3])]]
    let allocation = NeymanAllocation(strata, pilot: pilot, parameterCount: 1)
    #expect(allocation.groups(total: 1000, least: 100) == [300, 700])
  }
}
