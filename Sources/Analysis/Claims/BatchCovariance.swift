import GRPO

extension Claim {
  /// Groups that share the divisor of their advantages are not independent: the variance of a batch is not
  /// one group's over B.
  ///
  /// Batch-standardized advantages divide by the deviation S of all N = B G rewards. Under Gaussian noise
  /// (stabilizer 0), for completions i and j of two groups a and b,
  ///
  ///     E[A_i A_j | r] = (N - ddof) b(lambda) (r_i - rbar_a)(r_j - rbar_b) / norm(H r)^2
  ///
  /// with b of ShrinkageLaw in N - 1 dimensions at `lambda = norm(H r)/sigma` and r all rewards of the batch,
  /// so that for rewards 0 and 1, K = K_a + K_b + ... right in all and Delta = E[s|+] - E[s|-],
  ///
  ///     E g_a . g_b = (N - ddof)/G^4 E[b(lambda) K_a (G-K_a) K_b (G-K_b) N / (K (N-K))] norm(Delta)^2
  ///     E norm(gbar)^2 = E norm(g)^2 / B + (1 - 1/B) E g_a . g_b
  ///
  /// and `E g_a . g_b` is not norm(E g)^2: dither that rises in one group lowers the gradients of all.
  ///
  /// Source: derived for this toolkit; we have not found it stated elsewhere.
  static let batchCovariance = Claim(
    name: "BatchCovariance", origin: .theorem,
    statement: """
      Batch-standardized advantages (stabilizer 0, Gaussian dither or none) make the gradients of the \
      groups of a batch dependent, by a known E g_a . g_b, so that the variance of a batch is not that of \
      one group over B.
      """,
    examine: BatchCovariance.examine)
}

enum BatchCovariance {
  static let groupSize = 8
  static let batchGroups = 4
  static let sigmas = [0, 0.3]

  static func setting(sigma: Double) throws -> Setting {
    try Setting(
      advantage: AdvantageEstimator(.batchStandardized),
      dither: Dither(sigma == 0 ? .none : .gaussian), sigma: sigma, groupSize: groupSize,
      batchGroups: batchGroups)
  }

  /// E g_a . g_b for rewards 0 and 1, ddof 0.
  ///
  /// - Parameter squaredContrast: norm(Delta)^2.
  static func crossMoment(
    p: Double, squaredContrast: Double, groupSize: Int, batchGroups: Int, sigma: Double
  ) -> Double {
    let (g, total) = (Double(groupSize), groupSize * batchGroups)
    // The batch's factor b N^2 / (K (N - K)), by K.
    let factors = (0...total).map { k -> Double in
      guard k > 0, k < total else { return 0 }
      let lambda = BinaryBandit.signalToNoise(correct: k, groupSize: total, sigma: sigma)
      let aligned =
        sigma == 0 ? 1 : ShrinkageLaw.secondMoment(groupSize: total, lambda: lambda).aligned
      return aligned * Double(total * total) / Double(k * (total - k))
    }
    let own = law(groupSize, p: p)
    let others = law(total - 2 * groupSize, p: p)
    var sum = 0.0
    for (a, massA) in own.enumerated() {
      for (b, massB) in own.enumerated() {
        let product = Double(a * (groupSize - a) * b * (groupSize - b))
        for (rest, mass) in others.enumerated() {
          sum += massA * massB * mass * product * factors[a + b + rest]
        }
      }
    }
    return sum / (g * g * g * g) * squaredContrast
  }

  /// Bin(K; n, p), K = 0...n.
  private static func law(_ n: Int, p: Double) -> [Double] {
    n == 0 ? [1] : (0...n).map { BinaryBandit.probability(of: $0, groupSize: n, p: p) }
  }

  static func examine(_ experiment: Experiment) throws -> [Finding] {
    let problem = try ReferencePrompts.fiveArms()
    let contrast = BinaryBandit(problem).squaredContrast
    let settings = try sigmas.map { try setting(sigma: $0) }
    let batches = try experiment.batchSquares(problem, settings)
    let share = 1 / Double(batchGroups)
    return try zip(settings, batches).flatMap { setting, batch -> [Finding] in
      let one = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
      guard let gradient = one.expectedGradient, let square = one.secondMoment else {
        throw AnalysisError("no exact law of \(setting.advantage.text), \(setting.text)")
      }
      let cross = crossMoment(
        p: problem.value, squaredContrast: contrast, groupSize: groupSize,
        batchGroups: batchGroups, sigma: setting.sigma)
      let cases: [(String, Double, Verdict)] = [
        ("", cross, .holds), (", groups taken as independent", dot(gradient, gradient), .fails),
      ]
      return cases.map { remark, product, verdict in
        Finding(
          variant: setting.advantage.text + remark, quantity: "E norm(g)^2 of a batch",
          at: Place(problem, setting), claimed: share * square + (1 - share) * product, batch,
          expected: verdict, condition: verdict == .fails ? "each group has its own divisor" : nil)
      }
    }
  }
}
