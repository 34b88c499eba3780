import Testing

@testable import Analysis

/// What the column `note` says, and what it does not say twice.
struct RowNotesTests {
  /// Of a law that has nothing to say.
  private static let quiet = ExactTotal([(1, law([1]), [1])])

  private static func law(_ gradient: [Double]) -> ExactMoments {
    ExactMoments(
      ScaledMoments(unit: 1, gradient: ShortVector(gradient), secondMoment: 2), silentFraction: 0)
  }

  /// A prompt whose gradient is `mean`, one number, known to +-1 from four groups.
  private static func simulated(_ mean: Double, notes: [String] = []) -> PromptMoments {
    var accumulator = MomentAccumulator(dimension: 1 + MomentIndex.extra)
    for shift in [-1.0, 1, -1, 1] {
      let g = mean + shift
      accumulator.add(blockSum: [g, g * g, 0, abs(g)], count: 1)
    }
    let found = SimulatedMoments(MeanEstimate(accumulator), valueGradient: [1])
    return PromptMoments(weight: 1, simulated: found, judged: (found.moments, notes))
  }

  @Test func `each note stands once, with its number of prompts where not all have it`() {
    let laws = [(["x", "y"], 2), (["y"], 1), (["z", "y"], 3)]
    #expect(
      RowNotes.row(laws, Self.quiet, []) == ["x (2 of 6 prompts)", "y", "z (3 of 6 prompts)"])
    #expect(RowNotes.row([([], 2)], Self.quiet, []).isEmpty)
  }

  @Test func `laws come first, then quantities, then the simulation`() {
    let total = ExactTotal([(1, Self.law([0]), [1])])
    let parts = [Self.simulated(9, notes: ["s", "x"]), Self.simulated(9, notes: ["x"])]
    // x of the simulation is that of the law: once is enough.
    #expect(
      RowNotes.row([(["x"], 1)], total, parts)
        == ["x", "the expected gradient is 0: no cosine", "s (1 of 2 prompts)"])
  }

  /// The mean of four has the variance 1/3: s = m^2 - 1/3 is below three of its errors, 2 m/sqrt 3 to first
  /// order, up to some m = 3.6; at 0 it comes out negative and there is no gradient at all.
  @Test func `a gradient lost in its noise is told`() {
    let note = "the simulated gradient is lost in its noise: no error of the cosine"
    #expect(RowNotes.row([], Self.quiet, [Self.simulated(1)]) == [note])
    #expect(RowNotes.row([], Self.quiet, [Self.simulated(9)]).isEmpty)
    #expect(RowNotes.row([], Self.quiet, [Self.simulated(0)]).isEmpty)
    // Of an error that does not exist another note tells.
    let lost = Self.simulated(1)
    var moments = lost.judged.moments
    moments.covariance[0] = .infinity
    let heavy = PromptMoments(weight: 1, simulated: lost.simulated, judged: (moments, ["h"]))
    #expect(RowNotes.row([], Self.quiet, [heavy]) == ["h"])
  }
}
