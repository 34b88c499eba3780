import Testing

@testable import Training

struct LearningRateTests {
  /// Warm-up 4: 0, .25, .5, .75, then 1. Linear over the 6 steps left: 1, 5/6, ... 1/6. Cosine halfway: .5.
  @Test func `rates by hand`() throws {
    let linear = try LearningRate(1, decay: .linear, warmUp: 4)
    let found = (0..<10).map { linear.rate(at: $0, of: 10) }
    let expected = [0, 0.25, 0.5, 0.75, 1, 5.0 / 6, 4.0 / 6, 0.5, 2.0 / 6, 1.0 / 6]
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-15) }
    let cosine = try LearningRate(2, decay: .cosine)
    #expect(cosine.rate(at: 0, of: 8) == 2)
    #expect(abs(cosine.rate(at: 4, of: 8) - 1) < 1e-15)
    #expect(try LearningRate(0.3).rate(at: 7, of: 8) == 0.3)
  }

  @Test(arguments: LearningRate.Decay.allCases, [0, 1, 5])
  func `no rate exceeds the peak or is negative, and none grows after the warm-up`(
    decay: LearningRate.Decay, warmUp: Int
  ) throws {
    let schedule = try LearningRate(0.7, decay: decay, warmUp: warmUp)
    let rates = (0..<30).map { schedule.rate(at: $0, of: 30) }
    #expect(rates.allSatisfy { $0 >= 0 && $0 <= 0.7 })
    #expect(rates[warmUp] == 0.7)
    for (before, after) in zip(rates[warmUp...], rates[(warmUp + 1)...]) {
      #expect(after <= before)
    }
  }

  @Test func `bad rates are refused`() {
    for peak in [0, -1, .nan, .infinity, 1e7] {
      #expect(throws: TrainingError.self) { try LearningRate(peak) }
    }
    #expect(throws: TrainingError.self) { try LearningRate(1, warmUp: -1) }
  }
}
