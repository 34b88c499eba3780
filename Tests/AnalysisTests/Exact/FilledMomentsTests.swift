import GRPO
import GSL
import Testing

@testable import Analysis

struct FilledMomentsTests {
  /// Under a clip and by the deviation of the others: the laws that are kept.
  private static func law(
    _ filled: FilledMoments?, sigma: Double, isClipped: Bool
  ) throws -> any ConditionalLaw {
    let setting = try Setting(
      advantage: AdvantageEstimator(isClipped ? .standardized : .leaveOneOutStandardized),
      dither: Dither(.gaussian), sigma: sigma, groupSize: 6)
    let problem =
      isClipped
      ? try ReferencePrompts.staleFiveArms(clipRange: ClipRange(low: 0.2, high: 0.2))
      : try ReferencePrompts.fiveArms()
    return try AdvantageLaw(
      ProblemSet([problem]), table: LevelTable(problem), setting: setting, parts: problem.parts,
      shared: SharedTables(filled: filled)
    ).law
  }

  private static func moments(
    _ law: any ConditionalLaw, isClipped: Bool, counts: [Int]
  ) throws -> [Double] {
    var moments = ConditionalMoments(levelCount: 2, parts: isClipped ? 2 : 1)
    try law.fill(&moments, counts: counts)
    return moments.first + moments.diagonal + moments.cross
  }

  /// Of two sigmas, each asked twice, and of a law that keeps nothing: a key that forgets sigma, counts or kind gives one
  /// the numbers of another.
  @Test(arguments: [false, true])
  func `what is kept is what the law says`(isClipped: Bool) throws {
    let filled = FilledMoments()
    var all: Set<[Double]> = []
    for _ in 0..<2 {
      for sigma in [0.2, 0.5] {
        let (kept, plain) = (
          try Self.law(filled, sigma: sigma, isClipped: isClipped),
          try Self.law(nil, sigma: sigma, isClipped: isClipped)
        )
        #expect(type(of: kept) != type(of: plain) && kept.cost == plain.cost)
        for k in 1...4 {
          let counts = [6 - k, k]
          let right = try Self.moments(plain, isClipped: isClipped, counts: counts)
          #expect(try Self.moments(kept, isClipped: isClipped, counts: counts) == right)
          all.insert(right)
        }
      }
    }
    #expect(all.count == 8)
  }
}
