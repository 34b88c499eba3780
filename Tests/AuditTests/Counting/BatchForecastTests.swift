import Analysis
import GRPO
import TestSupport
import Testing

@testable import Audit

@Suite struct BatchForecastTests {
  /// 3,000 groups of seed 1 with 200 squares, far more than are kept at hand, and three sizes, in 50 clusters:
  /// the same bits as from the law group by group.
  @Test func `terms are those of the law, group by group`() throws {
    var random = SplitMix(seed: 1)
    let sums = RewardSums(count: 9000, mean: 0.5, centredSumOfSquares: 1500)
    var forecast = BatchForecast(sigmas: [0.05, 0.3])
    forecast.begin()
    var groups: [(cluster: Int, square: Double, size: Int)] = []
    for _ in 0..<3000 {
      let square = Double(random.next() % 200) / 7
      groups.append((Int(random.next() % 50), square, 4 + Int(random.next() % 3)))
      forecast.note(
        cluster: groups.last!.cluster, square: square, size: groups.last!.size)
    }
    forecast.close(sums)
    for (place, sigma) in [0.05, 0.3].enumerated() {
      let law = try KnownBatch(
        norm: sums.centredSumOfSquares.squareRoot(), count: sums.count,
        estimator: BatchForecast.estimator, sigma: sigma)
      var expected = [KeptSignal](repeating: .zero, count: 50)
      for group in groups {
        expected[group.cluster] =
          expected[group.cluster] + law.moments(square: group.square, size: group.size)
      }
      #expect(forecast.terms[place] == expected)
    }
  }
}
