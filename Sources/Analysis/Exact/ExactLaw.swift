import GRPO
import RealModule

/// The exact moments of one group gradient, where they are known.
public struct ExactMoments: Sendable {
  /// E g, P numbers; nil where no exact law is known.
  public let expectedGradient: [Double]?
  /// E norm(g)^2; nil where no exact law is known, and where it is too large for a number.
  public let secondMoment: Double?
  /// Probability that all raw rewards of a group are equal.
  public let silentFraction: Double
  /// E[A | K correct] / A without noise, K = 1..G-1, for binary rewards and groups of at most 2^18;
  /// nil otherwise.
  public let shrinkage: [Double]?
  /// tr(Hess V E[g g^T]), for what a step of SGD does to V; nil where it was not asked for or no law
  /// is known.
  public internal(set) var curvature: Double? = nil
  /// Why moments are nil, a phrase each; empty where all are known.
  public internal(set) var notes: [String] = []
  /// The same moments in units of their own; nil where they are unknown.
  var scaled: ScaledMoments? = nil

  /// No moments, and why.
  static func none(silentFraction: Double, _ gap: NoExactLaw) -> ExactMoments {
    ExactMoments(
      expectedGradient: nil, secondMoment: nil, silentFraction: silentFraction, shrinkage: nil,
      notes: [gap.reason])
  }
}

/// `E g / unit` and `E norm(g)^2 / unit^2`, whose squares are numbers where those of the moments
/// themselves are not.
struct ScaledMoments: Sendable {
  let unit: Double
  let gradient: [Double]
  /// nil where it is unknown.
  let secondMoment: Double?
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
  ///   - set: the prompts.
  ///   - index: the prompt; the others matter for batch-standardized advantages only.
  ///   - setting: advantage, noise, sigma and group size.
  /// - Returns: fields are nil where no law is known or its evaluation is not feasible to 1e-8.
  public static func moments(
    _ set: ProblemSet, prompt index: Int = 0, setting: Setting
  ) throws -> ExactMoments {
    let grid = ExactGrid(set, prompts: [index], settings: [])
    return try grid.moments(setting)[0]
  }

  /// Exact moments of every setting for every prompt of a set.
  ///
  /// What settings and prompts share is worked out once: for two reward levels a setting costs one
  /// evaluation of its law for each K, and a pass rate a weighted sum over those that matter.
  ///
  /// - Parameters:
  ///   - threads: how many work at once; the numbers do not depend on it.
  ///   - withCurvature: asks for that field too; O(outcomes P^2) once for each prompt.
  /// - Returns: by prompt, then setting; fields are nil as in ``moments(_:prompt:setting:)``.
  public static func moments(
    _ set: ProblemSet, settings: [Setting], threads: Int, withCurvature: Bool = false
  ) throws -> [[ExactMoments]] {
    let prompts = Array(set.problems.indices)
    let grid = ExactGrid(
      set, prompts: prompts, settings: settings, withCurvature: withCurvature)
    let bySetting = try grid.moments(settings, threads: threads)
    return prompts.map { prompt in bySetting.map { $0[prompt] } }
  }
}

extension Problem {
  /// 2 when an active clip tells positive from negative advantages, else 1.
  var parts: Int { isClipped ? 2 : 1 }
}

/// `base^exponent` for a natural exponent.
package func power(_ base: Double, _ exponent: Int) -> Double { .pow(base, exponent) }
