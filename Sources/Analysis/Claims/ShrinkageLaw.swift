import GRPO
import GSL
import RealModule

extension Claim {
  /// Under Gaussian dither the expected standardized advantage is the undithered one, shrunk.
  ///
  ///     E[A~ | r]      = kappa A,                     lambda = norm(r - rbar) / sigma
  ///     E[A~ A~^T | r] = m (a H + b u u^T),           u = A / norm A,  m = G - ddof
  ///     kappa = lambda E[1 / R_{d+2}],  a = E[1 / R_{d+2}^2],  b = lambda^2 E[1 / R_{d+4}^2]
  ///
  /// with H the centring matrix, d = G - 1 and `R_k` the norm of a k-dimensional normal vector
  /// displaced by lambda. In particular `kappa = erf(lambda / sqrt 2)` for G = 2, and for large
  /// lambda `kappa = 1 - (G-2)/(2 lambda^2)`.
  ///
  /// Hypotheses: Gaussian noise, stabilizer 0, rewards not all equal. Holds for any number of reward
  /// levels and both conventions of ddof. Fails for other noise (G = 2, uniform, sigma = .5: .8214
  /// for .8427) and with a stabilizer, which shrinks further.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let shrinkageLaw = Claim(
    name: "ShrinkageLaw", origin: .theorem,
    statement: """
      Given its rewards, not all equal, the standardized advantages of a group (stabilizer 0) under \
      Gaussian dither have the mean kappa(lambda) A, and covariances that are isotropic but for the \
      direction of A.
      """,
    examine: ShrinkageLaw.examine)
}

enum ShrinkageLaw {
  /// kappa. The closed forms for G = 2 and 3, else the expectation of `lambda / R_{d+2}`.
  static func kappa(groupSize: Int, lambda: Double) throws -> Double {
    switch groupSize {
    case 2: .erf(lambda / .sqrt(2))
    case 3: try besselForm(lambda)
    default: poissonForm(groupSize: groupSize, lambda: lambda)
    }
  }

  /// G = 3: `sqrt(pi/8) lambda e^{-x} [I0(x) + I1(x)]`, `x = lambda^2 / 4`.
  static func besselForm(_ lambda: Double) throws -> Double {
    let x = lambda * lambda / 4
    return try Double.sqrt(.pi / 8) * lambda
      * (SpecialFunctions.besselI0Scaled(x) + SpecialFunctions.besselI1Scaled(x))
  }

  /// Any G: `R_k^2` is central with `k + 2 J` degrees of freedom, J Poisson of mean lambda^2 / 2.
  static func poissonForm(groupSize: Int, lambda: Double) -> Double {
    let k = Double(groupSize + 1)
    return lambda / .sqrt(2)
      * poissonMean(lambda * lambda / 2) { j in
        // E[1 / chi_m] = Gamma((m-1)/2) / (sqrt 2 Gamma(m/2)), m = k + 2 J.
        .exp(.logGamma((k - 1) / 2 + j) - .logGamma(k / 2 + j))
      }
  }

  /// a and b, the coefficients of H and of u u^T: `E[1 / R_k^2] = E[1 / (k - 2 + 2 J)]`.
  static func secondMoment(groupSize: Int, lambda: Double) -> (isotropic: Double, aligned: Double) {
    let d = Double(groupSize - 1)
    let square = lambda * lambda
    return (
      // k = d + 2 for a, d + 4 for b.
      poissonMean(square / 2) { 1 / (d + 2 * $0) },
      square * poissonMean(square / 2) { 1 / (d + 2 + 2 * $0) }
    )
  }

  /// E f(J), J Poisson; terms beyond 12 standard deviations are below rounding.
  private static func poissonMean(_ mean: Double, _ f: (Double) -> Double) -> Double {
    // 0 log 0 is no number below.
    if mean == 0 { return f(0) }
    // 40 more for small means, whose upper tail is longer than that of a normal law.
    let reach = 12 * mean.squareRoot() + 40
    var j = Swift.max(0, (mean - reach).rounded())
    var sum = 0.0
    while j <= mean + reach {
      sum += .exp(j * .log(mean) - mean - .logGamma(j + 1)) * f(j)
      j += 1
    }
    return sum
  }
}

extension ShrinkageLaw {
  /// One group, dithered again and again.
  private struct Case {
    let rewards: [Double]
    let sigma: Double
    var ddof = 0
    var stabilizer = 0.0
    var family = NoiseFamily.gaussian
    var expected = Verdict.holds
    var condition: String?
  }

  /// Binary and graded rewards; then noise that is not Gaussian, and a stabilizer.
  private static let cases = [
    Case(rewards: [1, 0], sigma: 0.5),
    Case(rewards: [0, 0.2, 1], sigma: 0.5, ddof: 1),
    Case(rewards: [1, 1, 0, 0], sigma: 1),
    Case(rewards: [1, 0, 0, 0, 0, 0, 0, 0], sigma: 0.0289),
    Case(rewards: [1, 0, 0, 0, 0, 0, 0, 0], sigma: 0.5, ddof: 1),
    Case(rewards: [0, 0, 0.2, 0.5, 0.5, 1, 1, 2], sigma: 0.3),
    Case(
      rewards: Array(repeating: 1, count: 3) + Array(repeating: 0, count: 13), sigma: 0.289, ddof: 1
    ),
    Case(
      rewards: [1, 0], sigma: 0.5, family: .uniform, expected: .fails, condition: "Gaussian noise"),
    Case(
      rewards: [1, 1, 0, 0], sigma: 0.5, ddof: 1, stabilizer: 0.1, expected: .fails,
      condition: "stabilizer 0"),
  ]

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    try cases.enumerated().flatMap { index, example in
      let frame = AdvantageFrame(example.rewards)
      let advantage = try AdvantageEstimator(
        .standardized, ddof: example.ddof, stabilizer: example.stabilizer)
      let group = try FixedGroup(
        rewards: example.rewards, advantage: advantage, dither: Dither(example.family),
        sigma: example.sigma)
      let found = try experiment.ditherGroup(
        group, stream: index, statisticCount: 4, widths: AdvantageFrame.widths(group),
        statistics: frame.statistics)
      return try findings(example, group, frame, found)
    }
  }

  private static func findings(
    _ example: Case, _ group: FixedGroup, _ frame: AdvantageFrame, _ found: [Estimate]
  ) throws -> [Finding] {
    let size = example.rewards.count
    let m = Double(size - example.ddof)
    let lambda = frame.norm / example.sigma
    let law = try exactLaw(example, norm: frame.norm)
    let second = secondMoment(groupSize: size, lambda: lambda)
    // G - 1 dimensions of centred vectors, less that of A.
    let others = Double(size - 2)
    var rows: [(String, claimed: Double, exact: Double, verdict: Verdict)] = [
      (
        "E A along A", try m.squareRoot() * kappa(groupSize: size, lambda: lambda), law.mean,
        example.expected
      )
    ]
    if size > 2 {
      rows += [
        ("E A across A", 0, 0, .holds),
        (
          "E (A along A)^2", m * (second.isotropic + second.aligned), law.isotropic + law.aligned,
          example.expected
        ),
        (
          "energy across A", m * others * second.isotropic, others * law.isotropic,
          example.expected
        ),
      ]
    }
    return rows.enumerated().map { index, row in
      Finding(
        variant: group.setting.advantage.text
          + (example.family == .gaussian ? "" : ", \(example.family.name) noise")
          + (row.verdict == example.expected ? "" : ", direction"),
        quantity: row.0, at: Place(group), claimed: row.claimed,
        ExactAndSimulated(exact: row.exact, estimate: found[index]), expected: row.verdict,
        condition: row.verdict == .fails ? example.condition : nil)
    }
  }

  /// The law that the toolkit computes by, or for two rewards under uniform noise the chance that
  /// their order is kept: the difference of two noises is triangular of half-width 2 sqrt 3 sigma.
  private static func exactLaw(_ example: Case, norm: Double) throws -> RadialCoefficients {
    if example.family == .uniform {
      let reach = abs(example.rewards[0] - example.rewards[1]) / (2 * .sqrt(3) * example.sigma)
      let swapped = reach < 1 ? (1 - reach) * (1 - reach) / 2 : 0
      return RadialCoefficients(
        mean: Double.sqrt(Double(2 - example.ddof)) * (1 - 2 * swapped), isotropic: 0, aligned: 0)
    }
    let size = example.rewards.count
    return try RadialMoments(
      dimension: size - 1, divisor: Double(size - example.ddof), stabilizer: example.stabilizer,
      sigma: example.sigma)(norm: norm)
  }
}
