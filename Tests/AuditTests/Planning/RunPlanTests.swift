import Analysis
import GRPO
import GSL
import Testing

@testable import Audit

/// Plans against values by hand, and against the table that an independent program computed.
@Suite struct RunPlanTests {
  private func plan(
    _ name: String, _ rates: [Double], size: Int = 8, sigmas: [Double] = [0.01, 0.05, 0.3],
    drops: Bool = false
  ) throws -> RunPlan {
    try RunPlan(
      PassRateSet(exact: rates, weights: rates.map { _ in 1 }),
      PlanSettings(
        preset: name, rule: AdvantagePreset(name: name).rule, dropsSilent: drops, groupSize: size,
        sigmas: sigmas))
  }

  @Test func `one prompt of rate a half in groups of two`() throws {
    let plan = try plan("grpo", [0.5], size: 2)
    #expect(plan.silentShare.value == 0.5 && plan.silentShare.interval == nil)
    #expect(plan.allWrong.value == 0.25 && plan.allRight.value == 0.25)
    // Mixed groups keep their signs with probability Phi(1/(sigma sqrt 2)), silent ones are noise of the same size.
    let normal = NormalDistribution(mean: 0, standardDeviation: 1)
    for entry in plan.forecast.prefix(3) {
      let gain = 1 - 2 * normal.upperTail(1 / (entry.sigma * 2.0.squareRoot()))
      #expect(entry.name == "grpo (this run)")
      #expect(abs(entry.kept!.value - gain * gain / 2) < 1e-12)
      #expect(abs(entry.noiseShare! - (1 - gain * gain / 2)) < 1e-12)
      #expect(abs(entry.gain! - gain) < 1e-12)
    }
    for entry in plan.forecast where entry.name == "dr-grpo, rloo" {
      let square = entry.sigma * entry.sigma
      #expect(abs(entry.kept!.value - 0.25 / (0.25 + square)) < 1e-12)
    }
  }

  /// Rewards 0 and 1, G = 8, TRL's advantages, by an independent program: silent share; then one less the share of noise:
  /// group deviation at sigma .01, .05,
  /// .3; stabilizer .1 at .05; raw silent dropped at .05, .3; r - mean at .01, .05, .3.
  static let table: [(rate: Double, cells: [Double])] = [
    (0.01, [0.923, 0.079, 0.076, 0.046, 0.320, 0.983, 0.598, 0.990, 0.798, 0.099]),
    (0.05, [0.663, 0.341, 0.332, 0.207, 0.736, 0.984, 0.616, 0.998, 0.950, 0.345]),
    (0.1, [0.430, 0.575, 0.562, 0.364, 0.875, 0.986, 0.638, 0.999, 0.973, 0.500]),
    (0.3, [0.058, 0.943, 0.933, 0.675, 0.980, 0.990, 0.717, 1.000, 0.988, 0.700]),
    (0.5, [0.008, 0.992, 0.983, 0.743, 0.990, 0.991, 0.748, 1.000, 0.990, 0.735]),
  ]

  @Test(arguments: table.map(\.rate))
  func `the share of noise is what an independent program says`(rate: Double) throws {
    for rate in [rate, 1 - rate] {
      let plan = try plan("trl", [rate])
      let signal = { (name: String, sigma: Double) in
        1 - plan.forecast.first { $0.name == name && $0.sigma == sigma }!.noiseShare!
      }
      let own = "trl (this run)"
      let found =
        [plan.silentShare.value] + [0.01, 0.05, 0.3].map { signal(own, $0) }
        + [signal("trl, eps 0.1", 0.05)]
        + [0.05, 0.3].map { signal("trl, raw silent dropped", $0) }
        + [0.01, 0.05, 0.3].map { signal("dr-grpo, rloo", $0) }
      let expected = Self.table.first { $0.rate == rate || abs($0.rate - (1 - rate)) < 1e-12 }!
        .cells
      for (place, (value, printed)) in zip(found, expected).enumerated() {
        #expect(
          abs(value - printed) <= 5.001e-4, "rate \(rate), cell \(place): \(value), \(printed)")
      }
    }
  }

  /// Kept differs from one less the share of noise where noise turns the groups' advantages unequally: by NumPy over a
  /// million groups (seed 5), whose standard errors are below 5e-4, at sigma .3.
  @Test(arguments: [(0.1, 0.36272, 0.63677), (0.3, 0.67342, 0.71495), (0.5, 0.74150, 0.74749)])
  func `what is kept at large noise is what a simulation says`(
    rate: Double, kept: Double, dropped: Double
  ) throws {
    let entries = try plan("trl", [rate], sigmas: [0.3]).forecast
    #expect(abs(entries[0].kept!.value - kept) < 1e-3)
    #expect(abs(entries[1].kept!.value - dropped) < 1e-3)
    // The share of noise is told from it where it differs most.
    if rate == 0.3 { #expect(abs(1 - entries[0].noiseShare! - kept) > 1.5e-3) }
  }

  @Test func `a recipe that filters drops silent groups everywhere`() throws {
    let plan = try plan("verl", [0.1], drops: true)
    #expect(!plan.forecast.contains { $0.name.hasSuffix("raw silent dropped") })
    let own = plan.forecast.first { $0.sigma == 0.05 }!
    #expect(own.dropsSilent && abs(own.kept!.value - 0.986) < 1e-3)
    #expect(!plan.advice.contains { $0.text.contains("drop silent groups") })
  }

  @Test func `advice is in order of gain, with its number, its setting and its claim`() throws {
    let advice = try plan("verl", [0.02, 0.1, 0.5]).advice
    #expect(advice.count == 5)
    #expect(advice.map(\.gain) == advice.map(\.gain).sorted(by: >))
    #expect(advice[0].text.hasPrefix("Do not dither: at sigma 0.05 this run would keep"))
    #expect(advice.contains { $0.claim == "DynamicSampling" && $0.text.contains("easier prompts") })
    #expect(
      advice.contains { $0.setting == "verl: algorithm.norm_adv_by_std_in_grpo=False" })
    let size = try #require(advice.first { $0.claim == "GroupSizeLaw" })
    #expect(size.setting == "verl: actor_rollout_ref.rollout.n=16")
    #expect(
      advice.last!.text
        == "Take more prompts: 3 prompts are too few for an interval, which takes 8.")
  }

  @Test func `what has no law says why`() throws {
    let maxrl = try plan("maxrl", [0.1, 0.5], sigmas: [0.05])
    let own = maxrl.forecast[0]
    #expect(own.kept == nil && own.gap!.contains("mean-normalized"))
    #expect(maxrl.sizes.filter { $0.sigma == 0 }.allSatisfy { $0.efficiency != nil })
    #expect(maxrl.sizes.filter { $0.sigma > 0 }.allSatisfy { $0.gap != nil })
    let sure = try plan("trl", [0, 1], sigmas: [0.05])
    #expect(sure.silentShare.value == 1 && sure.forecast[0].gap != nil)
  }

  @Test(arguments: [
    ("decoupled", 8, 64, 10.0, "normalizes several rewards"), ("nemo-rl", 2, 64, 10, "at least 3"),
    ("trl", 8, 60, 10, "60 completions"), ("trl", 8, 64, 0, "noise scale"),
  ])
  func `a plan that cannot be says so`(
    name: String, size: Int, completions: Int, scale: Double, words: String
  ) throws {
    let rule = try AdvantagePreset(name: name).rule
    #expect(throws: (any Error).self) {
      _ = try PlanSettings(
        preset: name, rule: rule, groupSize: size, completions: completions, noiseScale: scale)
    }
    do {
      _ = try PlanSettings(
        preset: name, rule: rule, groupSize: size, completions: completions, noiseScale: scale)
    } catch {
      #expect("\(error)".contains(words))
    }
  }
}
