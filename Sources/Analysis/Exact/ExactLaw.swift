import GRPO
import Policies
import RealModule

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
    let grid = ExactGrid(set, [set.problems[index]], settings: [])
    return try grid.moments(setting.resolved(for: set.components))[0]
  }

  /// Exact moments of every setting for every prompt of a set.
  ///
  /// What settings and prompts share is worked out once: for two reward levels a setting costs one
  /// evaluation of its law for each K, and a pass rate a weighted sum over those that matter. Equal
  /// prompts share the values themselves.
  ///
  /// - Parameters:
  ///   - threads: how many work at once; the numbers do not depend on it.
  ///   - withCurvature: asks for that field too; O(outcomes P^2) once for each prompt.
  /// - Returns: by prompt, then setting; fields are nil as in ``moments(_:prompt:setting:)``.
  public static func moments(
    _ set: ProblemSet, settings: [Setting], threads: Int, withCurvature: Bool = false
  ) throws -> [[ExactMoments]] {
    try moments(
      set, settings: settings, threads: threads, withCurvature: withCurvature, filled: nil)
  }

  /// - Parameter filled: where groups are kept that were worked out.
  static func moments(
    _ set: ProblemSet, settings: [Setting], threads: Int, withCurvature: Bool,
    filled: FilledMoments?
  ) throws -> [[ExactMoments]] {
    if withCurvature, let problem = set.distinct.first(where: { !$0.isEnumerable }) {
      throw AnalysisError(
        "prompt \(problem.name): the curvature of its value needs single completions, more than "
          + "\(SequencePolicy.outcomeLimit)")
    }
    let settings = try settings.map { try $0.resolved(for: set.components) }
    let grid = ExactGrid(
      set, set.distinct, settings: settings, withCurvature: withCurvature, filled: filled)
    let bySetting = try grid.moments(settings, threads: threads)
    let known = set.distinct.indices.map { prompt in bySetting.map { $0[prompt] } }
    return set.places.map { known[$0] }
  }
}

extension Problem {
  /// 2 when an active clip tells positive from negative advantages, else 1.
  var parts: Int { isClipped ? 2 : 1 }
}

/// `base^exponent` for a natural exponent.
package func power(_ base: Double, _ exponent: Int) -> Double { .pow(base, exponent) }
