import Analysis
import GSL
import Testing

struct PassRateCountsTests {
  private func shares(_ weights: [Double]) throws -> [Double] {
    try PassRateCounts(correct: [1, 2], completions: [8, 8], weights: weights).classes.map(\.weight)
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Double])
  func `a weight that is none is named`(weight: Double) throws {
    let error = try #require(throws: AnalysisError.self) { try shares([1, weight]) }
    #expect(
      error.description == "weight of prompt 2: must be finite and above 0, got \(weight.plainText)"
    )
  }

  @Test func `weights count by their shares, however large they are`() throws {
    #expect(try shares([1, 3]) == [0.25, 0.75])
    #expect(try shares([0x1p1022, 0x1.8p1023]) == [0.25, 0.75])
  }

  @Test func `no prompts have no pass rates`() {
    #expect(throws: AnalysisError.self) {
      try PassRateCounts(correct: [], completions: [], weights: [])
    }
  }
}
