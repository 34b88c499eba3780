import GRPO
import GSL

extension Claim {
  /// The gradient of the value is bounded by the spread of the rewards, and dither does not help.
  ///
  ///     norm(grad V) <= STD(r) sqrt(lambda_max F) <= STD(r) sqrt(tr F)
  ///
  /// with STD(r) the standard deviation of the reward under the policy and F the Fisher
  /// information: `grad V = E[(R - V) s]`, and by Cauchy-Schwarz along any unit vector v
  /// `v . grad V <= STD(r) sqrt(v^T F v)`. Holds; two arms attain the first bound. Dithered rewards
  /// have the standard deviation `sqrt(STD(r)^2 + sigma^2)`, so the right sides rise and the left one
  /// stays: the bound on the dithered rewards is weaker, and nothing follows from it. The inference
  /// that dither raises the gradient with the bound fails.
  ///
  /// The theorem of Razin et al. 2023 (arXiv:2310.20703) on vanishing gradients bounds the same left
  /// side by a power 2/3 of STD(r), with constants of the network; it is not checked here.
  ///
  /// Source: after arXiv:2310.20703; the reading for dither is ours.
  static let gradientNormBound = Claim(
    name: "GradientNormBound", origin: .theorem,
    statement: """
      norm(grad V) <= STD(r) sqrt(lambda_max F) <= STD(r) sqrt(tr F); dither raises the right sides \
      only.
      """,
    examine: GradientNormBound.examine)
}

enum GradientNormBound {
  static let groupSize = 4
  static let sigma = 0.5

  /// The two right sides.
  struct Bounds {
    /// STD(r).
    let deviation: Double
    /// sqrt(lambda_max F).
    let spectral: Double
    /// sqrt(tr F).
    let trace: Double

    init(_ problem: Problem) throws {
      let fisher = GradientNormBound.fisher(problem)
      let variance = zip(problem.probabilities, problem.rewards).reduce(0) {
        $0 + $1.0 * ($1.1 - problem.value) * ($1.1 - problem.value)
      }
      deviation = variance.squareRoot()
      spectral = try SymmetricEigenvalues.all(fisher).last!.squareRoot()
      trace = fisher.indices.reduce(0) { $0 + fisher[$1][$1] }.squareRoot()
    }

    /// What both sides grow by when the rewards are dithered, were the bound an equality.
    func growth(sigma: Double) -> Double {
      (1 + sigma * sigma / (deviation * deviation)).squareRoot()
    }
  }

  /// F = E[s s^T].
  static func fisher(_ problem: Problem) -> [[Double]] {
    let n = problem.parameterCount
    var matrix = [[Double]](repeating: Array(repeating: 0, count: n), count: n)
    for (outcome, probability) in problem.probabilities.enumerated() {
      let score = problem.score(of: outcome)
      for row in 0..<n { add(score, scale: probability * score[row], to: &matrix[row]) }
    }
    return matrix
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problems = [
      try ReferencePrompts.twoArms(p: 0.05), try ReferencePrompts.fiveArms(),
      try ReferencePrompts.gradedArms(),
      try ReferencePrompts.paritySequence(),
    ]
    return try problems.flatMap { try examine(experiment, $0) }
  }

  /// E g of leave-one-out advantages is grad V, with dither and without.
  private static func examine(_ experiment: Experiment, _ problem: Problem) throws -> [Finding] {
    let bounds = try Bounds(problem)
    let norm = dot(problem.valueGradient, problem.valueGradient).squareRoot()
    let unit = problem.valueGradient.map { $0 / norm }
    let dithered = try Setting(
      advantage: AdvantageEstimator(.leaveOneOut), dither: Dither(.gaussian), sigma: sigma,
      groupSize: groupSize)
    let settings = [try dithered.undithered(), dithered]
    let gradients = try experiment.gradients(problem, settings)
    return zip(settings, gradients).flatMap { setting, gradient in
      findings(problem, setting, gradient.along(unit), bounds, norm: norm)
    }
  }

  private static func findings(
    _ problem: Problem, _ setting: Setting, _ measured: ExactAndSimulated, _ bounds: Bounds,
    norm: Double
  ) -> [Finding] {
    let finding = {
      (
        words: String, relation: Finding.Relation, claimed: Double, expected: Verdict,
        condition: String?
      ) in
      Finding(
        variant: expected == .fails ? "the norm rising with its bound" : "the bound",
        quantity: "norm(E g) \(words)", at: Place(problem, setting), relation,
        claimed: claimed, measured, expected: expected, condition: condition)
    }
    // Of two arms the bound is an equality, met up to rounding.
    let spectral = bounds.deviation * bounds.spectral
    let isTight = problem.parameterCount == 2
    var all = [
      finding(
        isTight
          ? "against STD(r) sqrt(lambda_max F), attained" : "against STD(r) sqrt(lambda_max F)",
        isTight ? .equals : .atMost, spectral, .holds, nil),
      finding(
        "against STD(r) sqrt(tr F)", .atMost, bounds.deviation * bounds.trace, .holds, nil),
    ]
    if setting.isUndithered { return all }
    all.append(finding("against the undithered norm", .equals, norm, .holds, nil))
    all.append(
      finding(
        "against the growth of the bound", .equals, norm * bounds.growth(sigma: setting.sigma),
        .fails, "asked of the bound, not of the gradient"))
    return all
  }
}
