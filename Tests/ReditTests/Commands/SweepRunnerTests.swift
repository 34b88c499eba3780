import Analysis
import GRPO
import Policies
import Testing

@testable import redit

struct SweepRunnerTests {
  private static func found(clamp: Double?, groups: Int) throws -> [PreciseSweep] {
    let sweep = Sweep(
      try ProblemSet([Problem(Prompt.withPassRate(name: "a", passRate: 0.3))]),
      advantages: [try AdvantageEstimator(.standardized, clamp: clamp)],
      dithers: [try Dither(.gaussian)], sigmas: [0.1], groupSize: 8)
    let sampling = Sampling(groups: groups, seed: 1)
    return [PreciseSweep(rows: try sweep.run(sampling), sampling: sampling)]
  }

  /// A clamp of 2 can act on groups of eight and has no law; without a simulation there is nothing to say.
  @Test func `a note says where laws answer all`() throws {
    let known = try Self.found(clamp: nil, groups: 100)
    let note = try #require(SweepRunner.exactNote(known))
    #expect(note.hasPrefix("redit: note: ") && note.hasSuffix("\n"))
    #expect(note.contains("redit exact"))
    #expect(SweepRunner.exactNote(try Self.found(clamp: nil, groups: 0)) == nil)
    let unknown = try Self.found(clamp: 2, groups: 100)
    #expect(SweepRunner.exactNote(unknown) == nil)
    // All of them, or none.
    #expect(SweepRunner.exactNote(known + unknown) == nil)
  }
}
