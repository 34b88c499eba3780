import Analysis
import GRPO
import Testing

@testable import Audit

/// What to change: every sentence has its number, its interval where one is estimated, and its claim.
@Suite struct AdviceTests {
  private static func run(
    _ kind: AdvantageKind = .standardized, seed: UInt64 = 1,
    _ change: (inout SyntheticRun) -> Void = { _ in }
  ) throws -> AuditReport {
    let stabilizer = kind.dividesByDeviation ? 1e-4 : 0
    var run = SyntheticRun(
      seed: seed,
      rule: AdvantageRule(
        try AdvantageEstimator(kind, ddof: kind.dividesByDeviation ? 1 : 0, stabilizer: stabilizer))
    )
    change(&run)
    let steps = try run.make()
    return try run.report(steps, sigmas: [0.005, 0.05, 0.3])
  }

  @Test func `sentences are at most five, in order, with numbers and claims that exist`() throws {
    let names = Set(Claim.all.map(\.name))
    let reports = [
      try Self.run(), try Self.run(.mean), try Self.run(.leaveOneOutStandardized),
      try Self.run { $0.prompts = 4 },
      try Self.run {
        $0.dither = try? Dither(NoiseFamily(name: "gaussian"))
        $0.sigma = 0.05
      },
    ]
    for report in reports {
      let advice = report.advice
      #expect((1...5).contains(advice.count))
      for one in advice {
        #expect(one.text.contains(/[0-9]/) && names.contains(one.claim), "\(one.words)")
        #expect(one.words.contains("obust") && one.words.hasSuffix("claim \(one.claim)."))
      }
      let gains = advice.filter { !$0.text.hasPrefix("Nothing") }.map(\.gain)
      #expect(gains == gains.sorted(by: >))
    }
  }

  @Test func `two rewards that nearly tie are named, with the stabilizer in place of noise`() throws
  {
    let tied = try Self.run { $0.levels = [[0, 0.001, 1]] }
    let advice = try #require(tied.advice.first { $0.claim == "Resolution" })
    #expect(advice.text.contains("Rewards 0 and 0.001 nearly tie"))
    #expect(!tied.advice[0].text.hasPrefix("Nothing to change"))
    // Not divided by the group's deviation, or not near: nothing to say.
    for other in [
      try Self.run(.mean) { $0.levels = [[0, 0.001, 1]] },
      try Self.run { $0.levels = [[0, 0.1, 1]] },
    ] {
      #expect(!other.advice.contains { $0.claim == "Resolution" })
    }
  }

  @Test func `noise is to be taken out, with its size and what it costs`() throws {
    let report = try Self.run {
      $0.dither = try? Dither(NoiseFamily(name: "gaussian"))
      $0.levels = [[0, 10]]
      $0.sigma = 0.5
    }
    let first = try #require(report.advice.first)
    // Sigma of 2,048 - 2 degrees is known to 3%; the gap is 10.
    #expect(
      first.text.contains(
        /^Take the noise out of the rewards: sigma 0\.(49|5|50|51)\d* \(0\.4\d+ to 0\.5\d*\)/),
      "\(first.text)")
    #expect(first.text.contains(/0\.0(49|5|51)\d* of the gap this run keeps \d+% \(\d+% to \d+%\)/))
    // Levels 0 and 10: .05 of the gap is .5 of reward.
    let remedy = try #require(report.advice.first { $0.text.hasPrefix("If the noise must stay") })
    #expect(remedy.text.contains("sigma at most 0.5, .05 of the gap"), "\(remedy.text)")
    let silent = try #require(report.advice.first { $0.claim == "DynamicSampling" })
    #expect(
      silent.text.contains("by the raw reward") && silent.setting!.contains("num_generations"))
  }

  @Test func `nothing to change is said where that is so, and only there`() throws {
    let quiet = try Self.run(.mean) { $0.spread = (40, 40) }
    #expect(quiet.silentShare.value < 0.05)
    #expect(quiet.advice[0].text.hasPrefix("Nothing to change: no noise, "))
    #expect(quiet.advice.dropFirst().allSatisfy { $0.text.hasPrefix("Do not dither") })
    #expect(try Self.run().advice.allSatisfy { !$0.text.hasPrefix("Nothing") })
    let noisy = try Self.run(.mean) {
      $0.spread = (40, 40)
      $0.dither = try? Dither(NoiseFamily(name: "gaussian"))
      $0.sigma = 0.05
    }
    #expect(noisy.advice.allSatisfy { !$0.text.hasPrefix("Nothing") })
  }

  @Test func `noise that is not told is not said to be none`() throws {
    let report = try Self.run(.mean) {
      $0.dither = try? Dither(NoiseFamily(name: "gaussian"))
      $0.sigma = 0.3
    }
    guard case .undecided? = report.reading.noise[0] else {
      Issue.record("\(String(describing: report.reading.noise[0]))")
      return
    }
    #expect(report.advice.allSatisfy { !$0.text.contains("no noise") })
    #expect(report.advice[0].text.contains("log the reward without noise too"))
  }

  @Test func `advice that near ties could turn round is said not to be robust`() throws {
    #expect(try Self.run().advice.first { $0.text.hasPrefix("Do not") }!.isRobust)
    let three = try Self.run { $0.levels = [[0, 0.01, 1]] }
    let advice = try #require(three.advice.first { $0.text.hasPrefix("Do not") })
    #expect(!advice.isRobust && advice.words.contains("Not robust: where rewards nearly tie"))
    #expect(!advice.text.contains("never more"))
  }

  @Test func `few prompts are too few, and wide intervals say how many would do`() throws {
    let few = try Self.run { $0.prompts = 4 }
    #expect(few.advice.contains { $0.text.hasPrefix("Log more: 4 prompts are too few") })
    let wide = try Self.run { $0.prompts = 12 }
    let doubt = try #require(wide.advice.first { $0.text.hasPrefix("Log more before") })
    #expect(doubt.text.contains(/12 prompts leave .* from \d+% to \d+%, some \d+ would leave 20/))
  }
}
