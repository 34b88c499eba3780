import Analysis

/// A row of a sweep with the words that say what it is of.
@dynamicMemberLookup
struct LabelledRow {
  let row: SweepRow
  /// The name of the advantage as it was asked for: `trl`, `standardized`.
  let advantage: String
  /// The family of the noise, and how it meets the rewards.
  let noise: String
  /// What that is: `standardized ddof 1 eps 0.0001`.
  let law: String
  /// Ratio, clip, KL term, and whatever else no other column tells; `on policy` when plain.
  let objective: String
  /// Whether it is of the whole prompt set.
  let isSet: Bool
  /// Whether other prompts have rows with the same words at its setting, and none has a simulation.
  var isOfMany = false

  subscript<Value>(dynamicMember path: KeyPath<SweepRow, Value>) -> Value { row[keyPath: path] }
}
