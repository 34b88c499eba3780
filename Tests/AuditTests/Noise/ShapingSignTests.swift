import GRPO
import GSL
import Logs
import Testing

@testable import Audit

/// Shaping is not taken for noise, nor noise for shaping.
///
/// Logs of 512 rewards in 8 steps; completions have lengths that go with correctness and prompt, as real ones do. All
/// tests of one log have a level of .1% together.
@Suite struct ShapingSignTests {
  private static func reading(
    _ family: String?, seed: Int, _ change: (inout SyntheticRun) -> Void = { _ in },
    shape: (Int, inout RolloutStep) -> Void = { _, _ in }
  ) throws -> (noise: NoiseReading, report: AuditReport) {
    var run = SyntheticRun(
      seed: UInt64(seed), rule: AdvantageRule(try AdvantageEstimator(.mean)))
    (run.steps, run.logsTexts, run.sigma) = (8, true, 0.05)
    run.dither = try family.map {
      try Dither(NoiseFamily(name: $0, parameters: NoiseParameters(degreesOfFreedom: 5)))
    }
    change(&run)
    let steps = try run.make().enumerated().map { number, step in
      var step = step
      shape(number, &step)
      return step
    }
    let report = try run.report(steps)
    return (report.reading.noise[0]!, report)
  }

  private static func signs(_ reading: NoiseReading) -> [ShapingSign.Trait] {
    if case .shaping(_, let signs) = reading { signs.map(\.trait) } else { [] }
  }

  /// N = 1,000 logs, seeds 1 to 1,000: fewer than 10 may look like shaping; a rate of 2% fails with probability .99.
  @Test(arguments: ["gaussian", "uniform", "laplace", "student-t", "rademacher"])
  func `a dither hardly ever looks like shaping`(family: String) throws {
    let shaped = try (1...1000).count { seed in
      try !Self.signs(Self.reading(family, seed: seed).noise).isEmpty
    }
    #expect(shaped < 10, "\(shaped)")
  }

  /// N = 200 logs, seeds 1 to 200: 191 and more must be found, which a power of .95 fails half the time.
  @Test(arguments: ["none", "gaussian", "uniform", "laplace", "student-t"])
  func `a penalty of length as large as the noise is found`(family: String) throws {
    let name = family == "none" ? nil : family
    let found = try (1...200).count { seed in
      let (noise, report) = try Self.reading(name, seed: seed, { $0.lengthPenalty = 0.05 })
      guard Self.signs(noise).first == .completionLength else { return false }
      // Nothing is to be taken out, and shaped rewards are the rewards.
      return report.noiseFound == nil && report.levels == nil
        && report.advice.allSatisfy { !$0.text.contains("Take the noise out") }
    }
    #expect(found > 190, "\(found)")
  }

  /// Half the noise in a term of each kind; N = 100 logs, seeds 1 to 100, of which 95 and more must be found.
  @Test(arguments: [ShapingSign.Trait.placeInGroup, .placeInStep, .prompt])
  func `terms of place and prompt are found`(trait: ShapingSign.Trait) throws {
    let found = try (1...100).count { seed in
      let (noise, _) = try Self.reading(
        "gaussian", seed: seed,
        shape: { _, step in
          for row in 0..<step.count {
            let size =
              switch trait {
              case .placeInGroup: Double(row % 8) / 7 - 0.5
              case .placeInStep: Double(row / 8) / 7 - 0.5
              case .prompt, .group:
                Double((step.prompts![row] &* 0x9E37_79B9_7F4A_7C15) >> 40) / 0x1p24 - 0.5
              case .completionLength: 0.0
              }
            step.columns[0][row] += 0.025 * size * 12.0.squareRoot()
          }
        })
      return Self.signs(noise).contains(trait)
    }
    #expect(found >= 95, "\(found)")
  }

  @Test func `where the reward without noise is logged, the difference is tested`() throws {
    let shaped = try Self.reading(
      "gaussian", seed: 1,
      {
        $0.lengthPenalty = 0.3
        $0.sigma = 0.3
        $0.logsRaw = true
      })
    guard case .shaping(let fit, let signs) = shaped.noise else {
      Issue.record("\(shaped.noise)")
      return
    }
    #expect(fit.levels == [0, 1] && signs[0].trait == .completionLength)
    #expect(signs[0].strength < -0.5 && signs[0].text.contains("completion length (rho -0."))
    let plain = try Self.reading(
      "gaussian", seed: 1,
      {
        $0.sigma = 0.3
        $0.logsRaw = true
      })
    guard case .logged = plain.noise else {
      Issue.record("\(plain.noise)")
      return
    }
  }

  /// Noise that a text has by its hash is one draw for equal texts: prompts with few texts are no shaping.
  @Test func `equal texts with equal noise are one draw`() throws {
    let noisy = { (step: inout RolloutStep, byText: Bool) in
      for row in 0..<step.count {
        // Four texts a prompt.
        step.completions![row] = step.prompts![row] * 8 + UInt64(row % 4)
        step.lengths![row] = 100 + row % 4
        var random = RandomStream(
          seed: byText ? step.completions![row] : UInt64(step.lines[row]), stream: 5)
        let isRight = step.columns[0][row] > 0.5
        step.columns[0][row] = (isRight ? 1 : 0) + 0.05 * random.gaussian()
      }
    }
    for seed in 1...20 {
      let byText = try Self.reading(nil, seed: seed, shape: { noisy(&$1, true) })
      #expect(Self.signs(byText.noise).isEmpty, "seed \(seed): \(byText.noise)")
    }
  }

  /// The mistake that strata are there against: noisy rewards themselves go with length, their rests do not.
  @Test func `without levels a dither would look like shaping`() throws {
    let rows = { (isStratified: Bool) -> [ShapingSign] in
      var random = RandomStream(seed: 1, stream: 6)
      return RewardRests(
        rows: (0..<512).map { row in
          let level = random.uniform() < 0.5 ? 1 : 0
          let rest = 0.05 * random.gaussian()
          return RewardRests.Row(
            rest: isStratified ? rest : rest + Double(level), level: isStratified ? level : 0,
            length: 100 + 50 * level + random.index(below: 50), place: row % 8, group: row / 8 % 8,
            label: UInt64(row / 8))
        }, hasPrompts: true
      ).signs()
    }
    #expect(rows(true).isEmpty && rows(false).first?.trait == .completionLength)
  }
}
