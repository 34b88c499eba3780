import GRPO
import GSL
import Policies

@testable import Analysis

/// One prompt and some settings, simulated by any method.
struct ReductionCase {
  let set: ProblemSet
  let settings: [Setting]

  init(_ problem: Problem, _ settings: [Setting]) throws {
    set = try ProblemSet([problem])
    self.settings = settings
  }

  /// Pass rate p, G = 8, Gaussian noise at sigma 0, .05 and .5, standardized and centred advantages.
  static func passRate(_ p: Double, sigmas: [Double] = [0, 0.05, 0.5]) throws -> ReductionCase {
    let problem = try Problem(Prompt.withPassRate(name: "p \(p)", passRate: p))
    return try ReductionCase(
      problem,
      [AdvantageKind.standardized, .mean].flatMap { kind in
        try sigmas.map {
          try Setting(
            advantage: AdvantageEstimator(kind), dither: Dither(.gaussian), sigma: $0, groupSize: 8)
        }
      })
  }

  func simulation(
    _ method: SamplingMethod, groups: Int, seed: UInt64, threads: Int = 2
  ) throws -> Simulation {
    try Simulation(
      set, settings: settings,
      sampling: Sampling(groups: groups, seed: seed, threads: threads, method: method))
  }

  func run(_ method: SamplingMethod, groups: Int, seed: UInt64) throws -> [SimulatedMoments] {
    try simulation(method, groups: groups, seed: seed).run()[0].settings
  }

  func exact(_ s: Int) throws -> GradientMoments {
    let law = try ExactLaw.moments(set, setting: settings[s])
    return GradientMoments(
      expectedGradient: law.expectedGradient!, secondMoment: law.secondMoment!,
      valueGradient: set.problems[0].valueGradient)
  }
}

extension SamplingMethod {
  static let reduced = all.filter { $0 != .plain }

  /// Exceeded with probability 1e-6 or less: by a normal score at 5, by one of Student's law of 15
  /// degrees, which 16 Sobol copies have, at 8.
  var largestScore: Double { contains(.sobol) ? 8 : 5 }
}
