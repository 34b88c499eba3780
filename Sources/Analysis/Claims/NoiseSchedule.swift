import GRPO
import RealModule

extension Claim {
  static let noiseSchedule = Claim(
    name: "NoiseSchedule", origin: .paper,
    statement: """
      Noise that shrinks or grows over a run learns faster than constant noise of the same root \
      mean square.
      """,
    examine: NoiseSchedule.examine)
}

enum NoiseSchedule {
  static let sigma = 0.5

  static let schedules = [DitherSchedule.Curve.squareRoot, .factor, .multiFactor, .cosine].flatMap {
    [DitherSchedule($0), DitherSchedule($0, isReversed: true)]
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try FasterConvergence.scenes().enumerated().flatMap { index, scene in
      try [AdvantageKind.mean, .standardized].enumerated().flatMap { number, kind in
        try compare(experiment, scene, kind, stream: 2 * index + number)
      }
    }
  }

  /// Ratios of one advantage: steps against constant noise, and, where noise matters, steps against
  /// none and the value at the end.
  private static func compare(
    _ experiment: Experiment, _ scene: LearningScene, _ kind: AdvantageKind, stream: Int
  ) throws -> [Finding] {
    let setting = try scene.setting(kind, sigma: sigma)
    let variants =
      [.init(setting: try setting.undithered())]
      + ([.constant] + schedules).map { LearningRun.Variant(setting: setting, schedule: $0) }
    let outcome = try scene.run(variants).run(
      experiment.sampling, stream: UInt32(stream), plantedError: experiment.plantedError)
    return schedules.enumerated().flatMap { index, schedule in
      let v = index + 2
      let name = schedule.text
      let steps = "\(name): steps to V >= \(scene.threshold)"
      let helps = kind == .standardized && sparesTheStart(schedule)
      let faster = scene.finding(
        setting, "\(steps) / those of constant noise", 0.95, outcome.stepRatio(v, to: 1),
        expected: helps ? .holds : .fails)
      guard kind == .standardized else { return [faster] }
      return [
        faster,
        scene.finding(
          setting, "\(steps) / those without noise", 0.95, outcome.stepRatio(v, to: 0),
          expected: .fails),
        scene.finding(
          setting, "\(name): V at the end of constant noise / its own", 1,
          outcome.finalValueRatio(1, to: v), expected: .holds),
      ]
    }
  }

  /// True of the noise that is small while most is learned: what grows, and what is over at once.
  private static func sparesTheStart(_ schedule: DitherSchedule) -> Bool {
    schedule.isReversed || schedule.curve == .factor
  }
}
