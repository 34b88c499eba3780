import GRPO
import Testing

@testable import Training

struct DitherScheduleTests {
  @Test(arguments: DitherSchedule.Curve.allCases, [false, true])
  func `schedules have a root mean square of one and go one way`(
    _ curve: DitherSchedule.Curve, isReversed: Bool
  ) {
    let schedule = DitherSchedule(curve, isReversed: isReversed)
    for steps in [1, 7, 400] {
      let law = NoiseSizes(schedule, rootMeanSquare: 1, steps: steps)
      let sizes = (0..<steps).map { law[$0] }
      let rounding = 4 * Double(steps) * Double.ulpOfOne
      let square = sizes.reduce(0) { $0 + $1 * $1 }
      #expect(abs(square / Double(steps) - 1) <= rounding)
      for (before, after) in zip(sizes, sizes.dropFirst()) {
        #expect(isReversed ? before <= after : before >= after)
      }
    }
  }

  /// .1 / sqrt 2 after 300 steps; .1 * .99^100 and the floor; .0125 after three milestones;
  /// halfway down the cosine.
  @Test func `radii by hand`() {
    let found = [
      DitherSchedule(.squareRoot).radius(at: 300), DitherSchedule(.factor).radius(at: 100),
      DitherSchedule(.factor).radius(at: 1000), DitherSchedule(.multiFactor).radius(at: 6000),
      DitherSchedule(.cosine).radius(at: 4000), DitherSchedule(.cosine).radius(at: 8000),
    ]
    let expected = [0.070_710_678_118_654_8, 0.036_603_234_127_322_9, 0.001, 0.0125, 0.0505, 0.001]
    for (value, radius) in zip(found, expected) { #expect(abs(value - radius) < 1e-14) }
  }

  @Test func `each schedule is found by its name`() throws {
    #expect(DitherSchedule.all.count == 9)
    for schedule in DitherSchedule.all {
      #expect(try DitherSchedule(name: schedule.name) == schedule)
    }
    #expect(throws: TrainingError.self) { try DitherSchedule(name: "sawtooth") }
  }

  @Test func `noise of constant size is exactly as large as asked, silent noise 0`() throws {
    let noise = try RewardNoise(Dither(.gaussian), sigma: 0.05)
    // No list of them: a thousand million steps take no longer.
    let sizes = noise.deviations(steps: 1_000_000_000)
    #expect(sizes[0] == 0.05 && sizes[999_999_999] == 0.05)
    let silent = try RewardNoise(Dither(.none), sigma: 1).deviations(steps: 2)
    #expect(silent[0] == 0 && silent[1] == 0)
    #expect(throws: TrainingError.self) { try RewardNoise(Dither(.gaussian), sigma: -1) }
  }
}
