import Analysis
import GRPO
import Testing

@Suite struct GroupFindingTests {
  private let standardized = try! AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-6)

  private func findings(
    _ group: [[Double?]], weights: [Double] = [1], _ way: AdvantageRule.Aggregation = .summed,
    single: [Float]? = nil
  ) throws -> [GroupFinding] {
    try GroupFinding.all(
      group, weights: weights, rule: .init(standardized, aggregation: way), single: single)
  }

  @Test func `a group of equal rewards is silent`() throws {
    #expect(try findings([[0.2], [0.2], [0.2]]) == [.silent])
    #expect(
      try findings([[0.2], [0.2], [0.2]], single: [-0.5, -0.5, -0.5]) == [.silent, .residue(0.5)])
    #expect(try findings([[0.2], [0.3], [0.3], [0.2]]).isEmpty)
  }

  // .1 + .2 and .3 are one reward to anybody but a Double.
  @Test func `sums that differ by rounding are the same`() throws {
    let group: [[Double?]] = [[0.1, 0.2], [0.3, 0], [0.1, 0.2]]
    #expect(try findings(group, weights: [1, 1]) == [.silent])
  }

  @Test func `a silent component matters where it is divided by its own deviation`() throws {
    let group: [[Double?]] = [[1, 1], [0, 1], [0, 1], [1, 1]]
    #expect(try findings(group, weights: [1, 1], .decoupled) == [.silentComponents([1])])
    #expect(try findings(group, weights: [1, 1]).isEmpty)
    #expect(try findings(group, weights: [1, 0], .decoupled).isEmpty)
    #expect(try findings([[1, 1], [1, 1]], weights: [1, 1], .decoupled) == [.silent])
  }

  @Test func `one completion alone is named`() throws {
    #expect(try findings([[0], [0], [1], [0]]) == [.alone(completion: 2)])
    #expect(try findings([[1], [0]]).isEmpty)
    #expect(try findings([[0], [nil], [0], [1]]) == [.alone(completion: 3)])
  }

  @Test func `a completion alone in its group is too few`() throws {
    #expect(try findings([[1]]) == [.tooSmall])
    #expect(try findings([[1, nil], [nil, nil]], weights: [1, 1]) == [.tooSmall])
  }
}
