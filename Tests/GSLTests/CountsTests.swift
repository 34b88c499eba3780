import GSL
import TestSupport
import Testing

@Suite struct CountsTests {
  static let weights = [0.2, 0, 1.3, 0.5, 0]

  /// N = 200 000, seed 31, |z| <= 5: refuses a probability off by .011 for sure.
  @Test(arguments: Generator.allCases)
  func `index, alias table and multinomial have the right frequencies`(
    generator: Generator
  ) throws {
    let count = 200_000
    var stream = RandomStream(generator, seed: 31)
    let table = try AliasTable(weights: Self.weights)
    let indices = (0..<count).map { _ in stream.index(below: 7) }
    let draws = (0..<count).map { _ in table.draw(using: &stream) }
    var counts = [0, 0, 0, 0, 0]
    stream.multinomial(trials: count, probabilities: Self.weights, into: &counts)
    for k in 0..<7 { Self.expectFrequency(indices.count { $0 == k }, 1.0 / 7, of: count) }
    for k in 0..<5 {
      Self.expectFrequency(draws.count { $0 == k }, Self.weights[k] / 2, of: count)
      Self.expectFrequency(counts[k], Self.weights[k] / 2, of: count)
      #expect(abs(table.probability(of: k) - Self.weights[k] / 2) < 1e-15)
    }
  }

  /// N = 100 000, seed 32, abs(z) <= 5: mean n p, variance n p (1 - p), so that .032 standard deviations of a
  /// count are refused for sure; both branches of GSL's algorithm. Sure counts have no error at all.
  @Test(arguments: [(10, 0.3), (1000, 0.02), (1000, 0.4), (5, 0), (5, 1)] as [(Int, Double)])
  func `binomial counts have the right mean`(trials: Int, probability: Double) {
    var stream = RandomStream(seed: 32)
    let sample = (0..<100_000).map { _ in
      Double(stream.binomial(trials: trials, probability: probability))
    }
    let mean = Double(trials) * probability
    let variance = mean * (1 - probability)
    let z = ZScore(sample, mean: mean, variance: variance)
    #expect(z.agrees(), "\(z)")
  }

  @Test func `multinomial counts always add up`() {
    var stream = RandomStream(seed: 33)
    for _ in 0..<20_000 {
      let size = 1 + stream.index(below: 12)
      // Weights over forty decades, where a running sum loses the small ones.
      var weights = (0..<size).map { _ in stream.gamma(shape: 0.02, scale: 1) }
      weights[stream.index(below: size)] = 1
      let trials = stream.index(below: 50)
      var counts = [Int](repeating: -1, count: size)
      stream.multinomial(trials: trials, probabilities: weights, into: &counts)
      if counts.reduce(0, +) != trials || counts.contains(where: { $0 < 0 }) {
        Issue.record("\(counts) of \(trials) with weights \(weights)")
      }
    }
  }

  @Test(arguments: [[], [0, 0], [1, -1], [.nan], [.infinity], [1e308, 1e308]] as [[Double]])
  func `weights without a distribution are refused`(weights: [Double]) {
    #expect(throws: GSLError.self) { try AliasTable(weights: weights) }
  }

  @Test func `an alias table is shared between tasks`() async throws {
    let table = try AliasTable(weights: Self.weights)
    let totals = await withTaskGroup(of: [Int].self) { group in
      for stream in 0..<8 as Range<UInt64> {
        group.addTask { Self.draws(table, stream: stream) }
      }
      return await group.reduce(into: Set<[Int]>()) { $0.insert($1) }
    }
    #expect(totals == Set((0..<8 as Range<UInt64>).map { Self.draws(table, stream: $0) }))
    #expect(totals.count == 8)
  }

  static func draws(_ table: AliasTable, stream: UInt64) -> [Int] {
    var stream = RandomStream(seed: 34, stream: stream)
    return (0..<500).map { _ in table.draw(using: &stream) }
  }

  static func expectFrequency(_ successes: Int, _ probability: Double, of count: Int) {
    let z = ZScore(successes: successes, of: count, probability: probability)
    #expect(z.agrees(), "\(z)")
  }
}
