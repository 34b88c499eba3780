import GRPO
import Policies

/// What a claim is given to work with: sampling, planted error and the standard examples.
struct Experiment: Sendable {
  let sampling: Sampling
  let plantedError: PlantedError?

  /// Simulates settings of one problem on the same draws.
  func simulate(
    _ problem: Problem, _ settings: [Setting], contrasts: [Contrast] = []
  ) throws -> SimulatedPrompt {
    try Simulation(
      ProblemSet([problem]), settings: settings, contrasts: contrasts, sampling: sampling,
      plantedError: plantedError
    ).run()[0]
  }

  /// Exact moments of one problem.
  func exact(_ problem: Problem, _ setting: Setting) throws -> ExactMoments {
    try ExactLaw.moments(ProblemSet([problem]), setting: setting)
  }

  /// Five arms, two of them right: p = .1815. Three or more arms, because with two the wrong
  /// completions of a silent group are all alike and its noise cannot be seen.
  static func fiveArms() throws -> Problem {
    let bandit = try SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8])
    return try Problem(Prompt(name: "five arms", policy: bandit, rewards: [1, 0, 0, 1, 0]))
  }

  /// Four arms with three reward levels.
  static func gradedArms() throws -> Problem {
    let bandit = try SoftmaxBandit(logits: [0.4, -0.3, 0.2, -0.6])
    return try Problem(Prompt(name: "graded arms", policy: bandit, rewards: [0, 0.2, 1, 0]))
  }

  /// Twenty-seven sequences of three tokens, rewarded for even parity.
  static func paritySequence() throws -> Problem {
    let logits = (0..<21).map { 0.3 * Double($0 % 5) - 0.5 }
    let policy = try SequencePolicy(vocabulary: 3, length: 3, logits: logits)
    return try Problem(Prompt(name: "parity sequence", policy: policy, rule: .parity))
  }
}

extension Setting {
  /// The setting with other noise.
  func with(sigma: Double) -> Setting {
    var copy = self
    copy.sigma = sigma
    return copy
  }

  /// For tables: "G 4, gaussian, sigma 0.3".
  var text: String { "G \(groupSize), \(dither.family.name), sigma \(sigma)" }
}
