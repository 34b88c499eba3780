import GRPO
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// What prompts and settings share against each point on its own.
struct ExactGridTests {
  private static func set() throws -> ProblemSet {
    var prompts = try [0, 1e-5, 0.2, 0.5, 1].map {
      try Prompt.withPassRate(name: "p=\($0)", passRate: $0)
    }
    let three = try SoftmaxBandit(logits: [0, 1, -1, 0.3])
    prompts.append(try Prompt(name: "levels", policy: three, rewards: [0, 0.5, 1, 0.5]))
    prompts.append(try Prompt(name: "scaled", policy: three, rewards: [-1, 2, 2, -1]))
    return try ProblemSet(prompts.map { try Problem($0) })
  }

  private static func settings() throws -> [Setting] {
    let advantages = try [
      AdvantageEstimator(.standardized),
      AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4),
      AdvantageEstimator(.mean), AdvantageEstimator(.leaveOneOutStandardized, stabilizer: 0.01),
    ]
    return try advantages.flatMap { advantage in
      try [NoiseFamily.gaussian, .rademacher].flatMap { family in
        try [0, 0.05, 0.5].flatMap { sigma in
          try [4, 9].map { size in
            try Setting(
              advantage: advantage, dither: Dither(family), sigma: sigma, groupSize: size)
          }
        }
      }
    }
  }

  @Test(arguments: [1, 3]) func `a grid is its points, whatever the threads`(threads: Int) throws {
    let (set, settings) = (try Self.set(), try Self.settings())
    let grid = try ExactLaw.moments(set, settings: settings, threads: threads)
    for q in set.problems.indices {
      for (s, setting) in settings.enumerated() {
        let alone = try ExactLaw.moments(set, prompt: q, setting: setting)
        #expect(grid[q][s].expectedGradient == alone.expectedGradient, "\(q), \(setting)")
        #expect(grid[q][s].secondMoment == alone.secondMoment, "\(q), \(setting)")
        #expect(grid[q][s].silentFraction == alone.silentFraction)
        #expect(grid[q][s].shrinkage == alone.shrinkage)
      }
    }
  }

  /// SecondMoment and GradientGain by their formulas, with SphericalLaw and GSL's binomial masses.
  @Test func `two levels agree with the sums over K of the claims`() throws {
    let rows = try Reference.table("gain.csv").filter { $0.number("sigma") > 0 }
    #expect(rows.count > 200)
    for row in rows {
      let p = row.number("p")
      let problem = try Problem(Prompt.withPassRate(name: "p", passRate: p))
      let setting = try Setting(
        advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian),
        sigma: row.number("sigma"), groupSize: Int(row["group_size"]!)!)
      let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      let gain =
        dot(law.expectedGradient!, problem.valueGradient)
        / dot(problem.valueGradient, problem.valueGradient)
      #expect(abs(gain / row.number("gain") - 1) < 2e-14, "\(row)")
    }
  }

  /// The limit of large groups, grad p / sqrt(p (1 - p) + sigma^2), is reached to 1/G.
  @Test func `a group of 300,000 is worked out by its window`() throws {
    let problem = try Problem(Prompt.withPassRate(name: "p", passRate: 0.2))
    let size = 300_000
    let setting = try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: 0.3,
      groupSize: size)
    let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
    let gain =
      dot(law.expectedGradient!, problem.valueGradient)
      / dot(problem.valueGradient, problem.valueGradient)
    let limit = 1 / Double.sqrt(0.16 + 0.09)
    #expect(abs(gain / limit - 1) < 2 / Double(size))
    #expect(abs(gain / limit - 1) > 1e-2 / Double(size))
  }
}
