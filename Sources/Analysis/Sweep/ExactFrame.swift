/// What the exact figures of a prompt, or of a set, have in common under all settings: the weights of the prompts and
/// grad V.
///
/// Every prompt counts for itself: norm(E g)^2, E norm(g)^2 and E g . grad V are weighted means, as if E g stacked
/// `sqrt(weight) E g`, and do not depend on how often a prompt is listed.
///
/// A class, which every row of a prompt refers to.
final class ExactFrame: Sendable {
  /// The probability that a group is of each prompt.
  let weights: [Double]
  /// Their square roots.
  let roots: [Double]
  /// The stacked `sqrt(weight) grad V` in units of its largest entry.
  let value: [Double]
  /// Its norm in these units; 0 where grad V is 0.
  let valueRoot: Double

  /// - Parameter prompts: each with the probability that a group is of it.
  init(_ prompts: [(weight: Double, valueGradient: [Double])]) {
    weights = prompts.map(\.weight)
    roots = weights.map { $0.squareRoot() }
    let stacked = zip(roots, prompts).flatMap { root, prompt in
      prompt.valueGradient.map { root * $0 }
    }
    let scale = stacked.reduce(0) { Swift.max($0, abs($1)) }
    value = scale > 0 ? stacked.map { $0 / scale } : stacked
    valueRoot = dot(value, value).squareRoot()
  }
}
