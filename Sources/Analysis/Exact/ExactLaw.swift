import GRPO

/// The exact moments of one group gradient, where they are known.
public struct ExactMoments: Sendable {
  /// E g, P numbers; nil where no exact law is known.
  public let expectedGradient: [Double]?
  /// E norm(g)^2; nil where no exact law is known.
  public let secondMoment: Double?
  /// Probability that all raw rewards of a group are equal.
  public let silentFraction: Double
  /// E[A | K correct] / A without noise, K = 1..G-1, for binary rewards; nil otherwise.
  public let shrinkage: [Double]?
}

/// Sums over group compositions: the law of the group gradient for any finite policy.
///
/// Given the reward levels, contribution vectors of different completions are independent, so with
/// `n_l` completions on level l, means `mu_l` and mean squares `t_l` of the contribution vectors,
///
///     E g         = (1/G)   sum_n P(n) sum_l n_l E[A_l] mu_l
///     E norm(g)^2 = (1/G^2) sum_n P(n) { sum_l n_l E[A_l^2] t_l
///                                      + sum_lm n_l (n_m - [l = m]) E[A_l A_m] mu_l . mu_m }
///
/// plus the cross terms of the KL penalty. What remains is the law of the advantages given the
/// composition: a `ConditionalLaw`.
public enum ExactLaw {
  /// Largest total work, in closed-form evaluations (about a microsecond each).
  static let workLimit = 3e6

  /// Exact moments of a setting for one prompt of a set.
  ///
  /// - Parameters:
  ///   - index: the prompt; the others matter for batch-standardized advantages only.
  /// - Returns: fields are nil where no law is known or its evaluation is not feasible to 1e-8.
  public static func moments(
    _ set: ProblemSet, prompt index: Int = 0, setting: Setting
  ) throws -> ExactMoments {
    let problem = set.problems[index]
    let table = LevelTable(problem)
    let silent = table.probabilities.reduce(0) { $0 + power($1, setting.groupSize) }
    let unknown = ExactMoments(
      expectedGradient: nil, secondMoment: nil, silentFraction: silent, shrinkage: nil)
    guard let choice = try LawChoice(set, table: table, setting: setting, parts: problem.parts)
    else { return unknown }
    do {
      let parts = problem.parts
      let sums = try LevelSums(choice.law, table: choice.table, setting: setting, parts: parts)
      return ExactMoments(
        expectedGradient: sums.expectedGradient(choice.table),
        secondMoment: choice.law.knowsSecondMoment ? sums.secondMoment(choice.table) : nil,
        silentFraction: silent,
        shrinkage: try shrinkage(choice, table: table, setting: setting, parts: parts))
    } catch is NoExactValue {
      return unknown
    }
  }

  /// Ratio of the dithered to the undithered advantage of a correct completion, K = 1..G-1.
  private static func shrinkage(
    _ choice: LawChoice, table: LevelTable, setting: Setting, parts: Int
  ) throws -> [Double]? {
    guard table.count == 2, parts == 1, setting.advantage.kind == .standardized,
      choice.table.count == 2, setting.groupSize > 1
    else { return nil }
    let plain = DeterministicLaw(
      levels: table.rewards, estimator: setting.advantage, groupSize: setting.groupSize,
      context: nil)
    return try (1..<setting.groupSize).map { k in
      var dithered = ConditionalMoments(levelCount: 2, parts: 1)
      var raw = dithered
      try choice.law.fill(&dithered, counts: [setting.groupSize - k, k])
      plain.fill(&raw, counts: [setting.groupSize - k, k])
      return dithered.first[1] / raw.first[1]
    }
  }
}

extension Problem {
  /// 2 when an active clip tells positive from negative advantages, else 1.
  var parts: Int { isClipped ? 2 : 1 }
}

/// `base^exponent` for a small natural exponent.
package func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  for _ in 0..<exponent { result *= base }
  return result
}
