import Analysis
import GRPO
import GSL
import Testing

@testable import Training

/// Which sigma is predicted, which is fastest, and which cannot be told from it.
struct SigmaChoiceTests {
  /// What a comparison would have found, from the steps of each run by recipe; nil: not reached.
  private func outcome(_ steps: [[Int?]], of all: Int = 100) throws -> ComparisonOutcome {
    let summaries = steps.map { runs in
      runs.map { reached in
        var summary = RunSummary()
        summary.reached = reached
        return summary
      }
    }
    return ComparisonOutcome(
      summaries: summaries, plan: try RunPlan(steps: all, threshold: 0.5), worstValue: 0,
      seed: 4)
  }

  /// Means 60, 27.5, 28.5 and 28. The second and third differ by 1 in every pair, which tells them apart
  /// although runs differ by 45; the fourth takes the two times in the other order, which does not.
  private static let times: [[Int?]] = (0..<4).map { recipe in
    (0..<40).map { run in
      let isEven = run % 2 == 0
      return [60, isEven ? 5 : 50, isEven ? 6 : 51, isEven ? 51 : 5][recipe]
    }
  }

  @Test func `pairs tell a small difference, not a large scatter`() throws {
    let found = try #require(try outcome(Self.times).fastest(among: [0, 1, 2, 3]))
    #expect(found.first == 1 && found.asFast == [1, 3])
    // Positions are those in the list, not in the comparison.
    let others = try #require(try outcome(Self.times).fastest(among: [0, 2]))
    #expect(others.first == 1 && others.asFast == [1])
  }

  @Test func `of equals the first is the fastest, where nobody arrives none is`() throws {
    let equal = try outcome([[9, 11, 12], [9, 11, 12]])
    let found = try #require(equal.fastest(among: [0, 1]))
    #expect(found.first == 0 && found.asFast == [0, 1])
    let lost = [Int?](repeating: nil, count: 11)
    #expect(try outcome([lost, lost.dropLast() + [90]]).fastest(among: [0, 1]) == nil)
  }

  /// 400 samples of ten recipes alike, 60 runs each, seed 63: each of them is as fast as any, and one of
  /// them is left out in at most 5% of the samples: 20 of 400, with 5 standard errors 42. Intervals of
  /// 95% each alone leave it out in some 17%.
  @Test func `the truly fastest is kept`() throws {
    var stream = RandomStream(seed: 63)
    var (lost, lostAlone) = (0, 0)
    for _ in 0..<400 {
      let times = (0..<10).map { _ in (0..<60).map { _ in Int?(20 + Int(20 * stream.uniform())) } }
      let found = try outcome(times)
      let all = Array(0..<10)
      if !(try #require(found.fastest(among: all)).asFast.contains(0)) { lost += 1 }
      if !(try #require(found.fastest(among: all, error: 0.05)).asFast.contains(0)) {
        lostAlone += 1
      }
    }
    #expect(lost <= 42 && lostAlone > 42, "\(lost) and \(lostAlone) of 400")
  }

  @Test func `the largest rise is predicted, no noise unless one is above 1`() {
    #expect(SigmaChoice.largest([1.1, 1.3, 1.2]) == 2)
    #expect(SigmaChoice.largest([0.9, 1, 0.5]) == 0)
    #expect(SigmaChoice.largest([1 + 1e-15, 0.5]) == 0)
    #expect(SigmaChoice.largest([1.1, nil]) == nil)
  }

  /// Two families, each compared with no noise and within itself.
  @Test func `a choice is among noises of one law and schedule`() throws {
    let noises = try [(NoiseFamily.gaussian, 0.1), (.uniform, 0.2), (.gaussian, 0.3)].map {
      try RewardNoise(Dither($0.0), sigma: $0.1)
    }
    let found = SigmaChoice.all(noises, rises: [1.2, 0.8, 1.1], outcome: try outcome(Self.times))
    #expect(found.map(\.sigmas) == [[0, 0.1, 0.3], [0, 0.2], [0, 0.1, 0.3]])
    #expect(found.map(\.predicted) == [0.1, 0, 0.1] && found.map(\.fastest) == [0.1, 0.2, 0.1])
    #expect(found[0].asFast == [0.1, 0.3] && found[1].asFast == [0.2])
    #expect(found.map(\.isConfirmed) == [true, false, true])
    let score = SigmaScore(found)
    #expect(score.choices == 3 && score.predicted == 2 && score.undithered == 0)
    // 2 of 3, 1 of 2, 2 of 3.
    #expect(abs(score.random - (4.0 / 3 + 0.5)) < 1e-15)
    let unknown = SigmaChoice.all(
      noises, rises: [1, nil, nil], outcome: try outcome(Self.times))
    #expect(unknown[0].predicted == nil && unknown[0].isConfirmed == nil)
    #expect(SigmaScore(unknown).choices == 0)
  }
}
