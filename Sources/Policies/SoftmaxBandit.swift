public import GSL

/// A softmax law over arms: one token, one row of logits.
///
///     pi(a) = exp(theta_a) / sum_b exp(theta_b),    s(a) = e_a - pi,    tr F = 1 - sum pi^2
///
/// One arm is legal: its outcome is certain and its score is 0.
///
///     let policy = try SoftmaxBandit(logits: [-1, 0.3, 0.1, -0.4, 0.8])
///     var stream = RandomStream(seed: 1)
///     let arm = policy.sample(using: &stream)
public struct SoftmaxBandit: OneTokenPolicy {
  private var table: SoftmaxTable

  /// A bandit with one arm for each logit.
  ///
  /// - Parameter logits: At least one finite number.
  /// - Throws: `PolicyError` when there is no logit, or one is not finite.
  public init(logits: [Double]) throws(PolicyError) {
    guard !logits.isEmpty else { throw .empty(field: "logits") }
    table = try SoftmaxTable(width: logits.count, logits: logits)
  }

  /// A bandit with independent logits from N(0, `scale`^2).
  ///
  /// - Parameters:
  ///   - arms: The number of arms, at least 1.
  ///   - scale: The standard deviation of the logits, finite and not negative.
  ///   - seed: The seed of the stream the logits are drawn from.
  /// - Throws: `PolicyError` when there is no arm or the scale is unusable.
  public static func random(arms: Int, scale: Double, seed: UInt64) throws(PolicyError) -> Self {
    guard arms >= 1 else { throw .empty(field: "logits") }
    return try Self(logits: randomLogits(count: arms, scale: scale, seed: seed))
  }

  /// The family, `"bandit"`.
  public var name: String { "bandit" }

  /// The logit theta_a of each arm; setting them renormalises the law, O(`vocabulary`).
  public var logits: [Double] {
    get { table.logits }
    set { table.logits = newValue }
  }

  /// The number of arms.
  public var outcomeCount: Int { table.width }

  /// The log-probability of the arm, `theta_a - log sum_b exp(theta_b)`; a table look-up.
  public func logProbability(of outcome: Int) -> Double {
    table.logProbability(row: 0, token: outcome)
  }

  /// The probability of each arm.
  public func probabilities() -> [Double] { table.probabilities }

  /// Adds `w_0 (e_a - pi)` to `gradient`.
  public func accumulateScore(
    of outcome: Int, tokenWeights: [Double], into gradient: inout [Double]
  ) {
    table.forEachScoreEntry(row: 0, token: outcome, weight: tokenWeights[0]) { index, value in
      gradient[index] += value
    }
  }

  /// The entries of `w_0 (e_a - pi)`, one for each arm.
  public func sparseScore(
    of outcome: Int, tokenWeights: [Double]
  ) -> [(index: Int, value: Double)] {
    var entries: [(index: Int, value: Double)] = []
    entries.reserveCapacity(table.width)
    table.forEachScoreEntry(row: 0, token: outcome, weight: tokenWeights[0]) { index, value in
      entries.append((index, value))
    }
    return entries
  }

  /// The arm: there is one row.
  public func transition(position: Int, previous: Int, token: Int) -> TokenTransition? {
    table.transition(row: 0, token: token)
  }

  /// Adds `-weight (diag pi - pi pi^T)`, the same for every arm.
  public func accumulateLogProbabilityHessian(
    of outcome: Int, weight: Double, into matrix: inout [[Double]]
  ) {
    table.accumulateHessian(row: 0, weight: weight, into: &matrix)
  }

  /// Draws an arm from one uniform number.
  public func sample(using stream: inout RandomStream) -> Int {
    table.sampleToken(row: 0, using: &stream)
  }
}
