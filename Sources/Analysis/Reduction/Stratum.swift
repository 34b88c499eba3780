/// Groups that share how many of their completions fall into each class of outcomes.
struct Stratum: Sendable {
  /// Probability that a group is of this kind.
  let probability: Double
  /// Number of completions drawn from each table, in order; the order inside a group is immaterial.
  let parts: [(count: Int, table: OutcomeTable)]
}
