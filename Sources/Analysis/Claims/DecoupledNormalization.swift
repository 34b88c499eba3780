import GRPO
import RealModule

extension Claim {
  /// Decoupled advantages take in the full weight of every component that is silent in a group as noise.
  ///
  /// Each component k of the reward is standardized on its own, then they are added up with weights w_k
  /// (GDPO). With Gaussian noise of its own on each component, ddof 0 and stabilizer 0,
  ///
  ///     A = sum_k w_k A_k
  ///     E[A | r]   = sqrt G sum_k w_k kappa_k u_k
  ///     Cov(A | r) = G sum_k w_k^2 (a_k H + (b_k - kappa_k^2) u_k u_k^T)
  ///
  /// with kappa, a, b of ShrinkageLaw at `lambda_k = norm(H r_k) / sigma` and `u_k = H r_k / norm(H r_k)`. A
  /// component that all completions of a group have alike (every format is right, say) has lambda 0:
  /// no mean, and the covariance `w_k^2 G/(G-1) H` whatever sigma, also in groups that are NOT silent.
  /// So the second moment of the gradient jumps at sigma = 0+ by
  ///
  ///     (1/G) sum_k w_k^2 sum_l P(r_k = l)^G tr Cov(s | r_k = l)
  ///
  /// A component that is always right adds `w_k^2 tr F / G`. Added up first, such a component changes
  /// nothing but the size of the noise, and only groups whose sums are all equal jump. Without dither
  /// both are as good.
  ///
  /// Source: the advantages of GDPO (arXiv:2601.05242); the law is ours, we have not found it stated
  /// elsewhere.
  static let decoupledNormalization = Claim(
    name: "DecoupledNormalization", origin: .theorem,
    statement: """
      Where the components of a reward are standardized one by one (ddof 0, stabilizer 0) and then added, \
      Gaussian dither turns a component on which a group agrees into noise of its full weight, whatever \
      sigma; where they are added first it does not.
      """,
    examine: DecoupledNormalization.examine)
}

enum DecoupledNormalization {
  static let groupSize = 4
  static let sigmas = [0, 0.001, 0.05, 0.3]
  /// The limit sigma -> 0+ in practice.
  private static let tinySigma = 1e-6

  static func setting(
    _ aggregation: AdvantageRule.Aggregation, sigma: Double
  ) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(.standardized), dither: Dither(.gaussian), sigma: sigma,
      groupSize: groupSize, aggregation: aggregation)
  }

  /// E g and E norm(g)^2 by the law above, over all ordered groups.
  ///
  /// - Precondition: components are 0 or 1.
  static func moments(
    _ problem: Problem, sigma: Double
  ) throws -> (gradient: [Double], square: Double) {
    let (size, components) = (Double(groupSize), problem.components!)
    let factors = try (0...groupSize).map { try Factors(correct: $0, sigma: sigma) }
    let scores = problem.probabilities.indices.map { problem.score(of: $0) }
    let zeros = [Double](repeating: 0, count: problem.parameterCount)
    var (gradient, square) = (zeros, 0.0)
    forEachTuple(of: scores.count, length: groupSize) { outcomes in
      let probability = outcomes.reduce(1) { $0 * problem.probabilities[$1] }
      var (mean, scatter) = (zeros, 0.0)
      for (values, weight) in zip(components.values, components.weights) {
        let correct = outcomes.count { values[$0] == 1 }
        let factor = factors[correct]
        // sqrt G sum_i u_i s_i, u by hand: sqrt((G-K)/(GK)) if right, -sqrt(K/(G(G-K))) if wrong.
        var pull = zeros
        for outcome in outcomes where correct > 0 && correct < groupSize {
          let others = Double(values[outcome] == 1 ? groupSize - correct : correct)
          let length = (others / (size - others)).squareRoot()
          add(scores[outcome], scale: values[outcome] == 1 ? length : -length, to: &pull)
        }
        add(pull, scale: weight * factor.shrinkage / size, to: &mean)
        scatter +=
          weight * weight / size
          * (factor.isotropic * spread(outcomes.map { scores[$0] })
            + (factor.aligned - factor.shrinkage * factor.shrinkage) * dot(pull, pull) / size)
      }
      add(mean, scale: probability, to: &gradient)
      square += probability * (dot(mean, mean) + scatter)
    }
    return (gradient, square)
  }

  /// kappa, a and b of a component with so many successes.
  private struct Factors {
    let shrinkage: Double
    let isotropic: Double
    let aligned: Double

    init(correct: Int, sigma: Double) throws {
      let isSilent = correct == 0 || correct == groupSize
      if sigma == 0 {
        (shrinkage, isotropic, aligned) = isSilent ? (0, 0, 0) : (1, 0, 1)
        return
      }
      let lambda = BinaryBandit.signalToNoise(correct: correct, groupSize: groupSize, sigma: sigma)
      shrinkage = try ShrinkageLaw.kappa(groupSize: groupSize, lambda: lambda)
      (isotropic, aligned) = ShrinkageLaw.secondMoment(groupSize: groupSize, lambda: lambda)
    }
  }

  /// sum_i norm(s_i - sbar)^2.
  private static func spread(_ scores: [[Double]]) -> Double {
    var (sum, squares) = ([Double](repeating: 0, count: scores[0].count), 0.0)
    for score in scores {
      add(score, scale: 1, to: &sum)
      squares += dot(score, score)
    }
    return squares - dot(sum, sum) / Double(scores.count)
  }

  /// (1/G) sum_k w_k^2 sum_l P(r_k = l)^G tr Cov(s | r_k = l) of a softmax bandit, whose scores given a
  /// level have the covariance diag(q) - q q^T of the arms on it.
  static func jump(_ problem: Problem) -> Double {
    let components = problem.components!
    return zip(components.values, components.weights).reduce(0) { sum, component in
      let (values, weight) = component
      return Set(values).sorted().reduce(sum) { sum, level in
        let arms = values.indices.filter { values[$0] == level }
        let mass = arms.reduce(0) { $0 + problem.probabilities[$1] }
        let squares = arms.reduce(0) {
          $0 + problem.probabilities[$1] * problem.probabilities[$1]
        }
        let trace = 1 - squares / (mass * mass)
        return sum + weight * weight * power(mass, groupSize) * trace / Double(groupSize)
      }
    }
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try values(experiment) + jumps(experiment) + saturated(experiment)
  }

  /// Both moments on four arms, against the law above.
  private static func values(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fourArmsOfTwoRewards()
    let settings = try sigmas.map { try setting(.decoupled, sigma: $0) }
    let directions = Directions(problem)
    return try zip(settings, experiment.gradients(problem, settings)).flatMap { setting, gradient in
      let law = try moments(problem, sigma: setting.sigma)
      let rows: [(String, Double, ExactAndSimulated, margin: Double)] = [
        (
          "E g in units of grad V", dot(law.gradient, directions.alongValue),
          gradient.along(directions.alongValue), 0.1
        ),
        (
          "E g across grad V", dot(law.gradient, directions.acrossValue),
          gradient.along(directions.acrossValue), 0.1
        ),
        // Less than the jump.
        ("E norm(g)^2", law.square, gradient.secondMoment, 0.02),
      ]
      return rows.map {
        Finding(
          variant: setting.rule.text, quantity: $0, at: Place(problem, setting), claimed: $1, $2,
          expected: .holds, margin: $3)
      }
    }
  }

  /// The jump at sigma = 0+: of the components that are silent, or of none where sums are compared, as
  /// the four sums differ.
  private static func jumps(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fourArmsOfTwoRewards()
    let rules: [(AdvantageRule.Aggregation, claimed: Double)] = [
      (.decoupled, jump(problem)), (.summed, 0),
    ]
    let settings = try rules.map { try setting($0.0, sigma: tinySigma) }
    let changes = try experiment.changes(problem, settings.map { (try $0.undithered(), $0) })
    return zip(rules, zip(settings, changes)).map { rule, result in
      Finding(
        variant: result.0.rule.text, quantity: "jump of E norm(g)^2", at: Place(problem, result.0),
        claimed: rule.claimed, result.1.secondMoment, expected: .holds, margin: 0.006)
    }
  }

  /// A second component on which all completions agree.
  private static func saturated(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.saturatedFormat()
    let bandit = BinaryBandit(try ReferencePrompts.fiveArms())
    let weights = problem.components!.weights
    let information = 1 - dot(problem.probabilities, problem.probabilities)
    let added = weights[1] * weights[1] * information / Double(groupSize)
    return try [0.001, 0.3].flatMap { sigma in
      let settings = try [AdvantageRule.Aggregation.decoupled, .summed].map {
        try setting($0, sigma: sigma)
      }
      let gradients = try experiment.gradients(problem, settings)
      // The noise of both components is added to the sum.
      let total = sigma * dot(weights, weights).squareRoot()
      let squares = [sigma, total].map {
        SecondMoment.expectation(bandit, groupSize: groupSize, sigma: $0)
      }
      let gain = try GradientGain.gain(
        p: bandit.successProbability, groupSize: groupSize, sigma: total)
      let signal = gain * gain * dot(problem.valueGradient, problem.valueGradient)
      let rows: [(Int, String, Finding.Relation, Double, ExactAndSimulated)] = [
        (0, "E norm(g)^2", .equals, squares[0] + added, gradients[0].secondMoment),
        (1, "E norm(g)^2", .equals, squares[1], gradients[1].secondMoment),
        (
          0, "signal to noise, against that of the sum", .atMost,
          signal / (squares[1] - signal), gradients[0].signalToNoise
        ),
      ]
      return rows.map { s, quantity, relation, claimed, measured in
        Finding(
          variant: settings[s].rule.text, quantity: quantity, at: Place(problem, settings[s]),
          relation, claimed: claimed, measured, expected: .holds, margin: 0.02)
      }
    }
  }
}
