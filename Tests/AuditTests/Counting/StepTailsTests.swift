import GSL
import Testing

@testable import Audit

@Suite struct StepTailsTests {
  private static func evaluations(_ tails: [(last: UInt64, before: UInt64)]) -> Int? {
    var all = StepTails()
    for tail in tails { all.add([7, 7, tail.before, tail.before, tail.last, tail.last]) }
    return all.evaluations
  }

  @Test func `an ending that comes back, among others that do not, is an evaluation`() {
    #expect(Self.evaluations([(1, 2), (8, 9), (3, 4), (8, 9), (5, 6), (8, 9)]) == 3)
    // Two are too few, and where others come back too the prompts come in the same order every time.
    #expect(Self.evaluations([(1, 2), (8, 9), (3, 4), (8, 9)]) == nil)
    #expect(Self.evaluations([(1, 2), (8, 9), (1, 2), (8, 9), (1, 2), (8, 9)]) == nil)
    // Every step has all prompts.
    #expect(Self.evaluations([(8, 9), (8, 9), (8, 9)]) == nil)
    #expect(Self.evaluations([]) == nil)
  }

  /// N = 2,000 runs of 20 steps of 8 of 16 prompts in any order, seed 1: one ending comes three times with probability
  /// below 20^3 / (6 x 16^4) = .02, and no other twice in few of these.
  @Test func `chance seldom looks like one`() {
    var random = RandomStream(seed: 1, stream: 1)
    let alarms = (0..<2000).count { _ in
      let tails = (0..<20).map { _ in
        let last = random.index(below: 16)
        return (last: UInt64(last), before: UInt64((last + 1 + random.index(below: 15)) % 16))
      }
      return Self.evaluations(tails) != nil
    }
    #expect(alarms < 40, "\(alarms)")
  }

  @Test func `memory does not grow with the steps`() {
    var tails = StepTails()
    for step in 0..<100_000 as Range<UInt64> { tails.add([step + 1, step]) }
    for _ in 0..<3 { tails.add([1, 0]) }
    #expect(tails.evaluations == 4)
    // What came first after the limit is not counted.
    for _ in 0..<3 { tails.add([99_001, 99_000]) }
    #expect(tails.evaluations == 4)
  }
}
