import GSL
import Testing

@testable import Analysis

/// Inversion through the guide table is inversion by a search from the start.
struct OutcomeTableTests {
  @Test(arguments: [
    [1.0], [0.5, 0.5], [0.1, 0, 0.7, 0.2, 0], [1e-12, 1, 1e-12], [3, 1, 4, 1, 5, 9],
  ])
  func `a guided search finds what a plain one finds`(weights: [Double]) {
    let order = Array(weights.indices.reversed())
    let table = OutcomeTable(order, weights: weights)
    // In the order of the table, so that edges are the same to the last digit.
    let total = order.reduce(0) { $0 + weights[$1] }
    var random = RandomStream(seed: 8)
    let edges = [0, 0.5, 0.1, 0.2, 0.9, 1 - 0x1p-53]
    for uniform in edges + (0..<2000).map({ _ in random.uniform() }) {
      var sum = 0.0
      let right = order.filter { weights[$0] > 0 }.first {
        sum += weights[$0] / total
        return uniform < sum
      }
      #expect(table.lookup.outcome(at: uniform) == right ?? order.last { weights[$0] > 0 })
    }
  }

  /// A grid of 10,000 uniform numbers: shares .1, 0, .4, .3, .2, to one part of the grid each.
  @Test func `shares of the unit interval are the probabilities`() {
    let table = OutcomeTable([4, 2, 0, 1, 3], weights: [0.1, 0, 0.4, 0.3, 0.2])
    var counts = [Int](repeating: 0, count: 5)
    for i in 0..<10_000 { counts[table.lookup.outcome(at: (Double(i) + 0.5) / 10_000)] += 1 }
    for (count, share) in zip(counts, [0.1, 0, 0.4, 0.3, 0.2]) {
      #expect(abs(count - Int(share * 10_000)) <= 1)
    }
  }

  @Test func `outcomes keep their order, up to the last number below 1`() {
    let table = OutcomeTable([2, 0, 1], weights: [0.25, 0.5, 0.25])
    #expect([0, 0.24, 0.26, 0.49, 0.51].map { table.lookup.outcome(at: $0) } == [2, 2, 0, 0, 1])
    #expect(table.lookup.outcome(at: 1 - 0x1p-53) == 1)
  }
}
