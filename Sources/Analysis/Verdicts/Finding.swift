/// One comparison: what a claim predicts, what is exact, what was simulated.
public struct Finding: Codable, Sendable {
  /// How the claim relates the quantity to its prediction.
  public enum Relation: String, Codable, Sendable {
    /// The quantity equals the prediction.
    case equals = "="
    /// The quantity does not exceed the prediction.
    case atMost = "<="
  }

  /// Name of the claim.
  public internal(set) var claim = ""
  /// Seed of the simulation.
  public internal(set) var seed: UInt64 = 0
  /// Advantage variant, with whatever else sets its verdict apart: findings of one claim and variant
  /// are expected to come out alike.
  public let variant: String
  /// What is compared, in words, with the place.
  public let quantity: String
  /// Where it was measured; nil where that is no policy, advantage and noise.
  public let place: Place?
  /// How it should compare with `claimed`.
  public let relation: Relation
  /// What the claim predicts.
  public let claimed: Double
  /// The exact value; nil where no law is known.
  public let exact: Double?
  /// The simulated value with its standard error.
  public internal(set) var estimate: Estimate
  /// The verdict this toolkit has proved or settled on.
  public let expected: Verdict
  /// Under which condition it holds, when it does not hold in general.
  public let condition: String?
  /// Size of the quantity, for comparing exact values up to rounding (relative 1e-8).
  public let scale: Double
  /// The deviation from an equality, or from a bound that is attained, that has to be visible before
  /// the finding counts as decided.
  public let margin: Double

  /// A comparison.
  ///
  /// - Parameters:
  ///   - variant: advantage, with whatever else sets the verdict apart.
  ///   - quantity: what is compared, in words.
  ///   - place: where; its words are put behind the quantity, in brackets.
  ///   - relation: how it should compare with the prediction.
  ///   - claimed: the prediction.
  ///   - exact: the exact value; nil where no law is known.
  ///   - estimate: the simulated value.
  ///   - expected: the verdict that is proved or settled.
  ///   - condition: under which condition it holds, when it does not hold in general.
  ///   - scale: size of the quantity, for comparing exact values up to rounding.
  ///   - margin: the deviation that has to be visible; by default a tenth of the prediction, and .1
  ///     where that is 0.
  public init(
    variant: String, quantity: String, at place: Place? = nil, relation: Relation = .equals,
    claimed: Double, exact: Double?, estimate: Estimate, expected: Verdict,
    condition: String? = nil, scale: Double = 1, margin: Double? = nil
  ) {
    self.variant = variant
    self.quantity = quantity + (place.map { " (\($0.text))" } ?? "")
    self.place = place
    self.relation = relation
    self.claimed = claimed
    self.exact = exact
    self.estimate = estimate
    self.expected = expected
    self.condition = condition
    self.scale = scale
    self.margin = margin ?? 0.1 * (claimed == 0 ? 1 : abs(claimed))
  }

  /// What a claim predicts beside what was measured; parameters as above.
  public init(
    variant: String, quantity: String, at place: Place? = nil, _ relation: Relation = .equals,
    claimed: Double, _ measured: ExactAndSimulated, expected: Verdict, condition: String? = nil,
    scale: Double = 1, margin: Double? = nil
  ) {
    self.init(
      variant: variant, quantity: quantity, at: place, relation: relation, claimed: claimed,
      exact: measured.exact, estimate: measured.estimate, expected: expected,
      condition: condition, scale: scale, margin: margin)
  }

  /// z-score of the simulation against the exact value; nil without one.
  public var zExact: Double? { exact.map { estimate.zScore(against: $0, scale: scale) } }

  /// z-score of the simulation against the prediction.
  public var zClaimed: Double { estimate.zScore(against: claimed, scale: scale) }
}
