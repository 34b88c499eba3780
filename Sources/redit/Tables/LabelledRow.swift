import Analysis

/// A row of a sweep with the words that say what it is of.
@dynamicMemberLookup
struct LabelledRow {
  let row: SweepRow
  /// Shared by the rows that have the same.
  let words: RowWords
  /// Whether it is of the whole prompt set.
  let isSet: Bool
  /// Whether other prompts have rows with the same words at its setting, and none has a simulation.
  var isOfMany = false

  /// The name of the advantage as it was asked for: `trl`, `standardized`.
  var advantage: String { words.advantage }
  /// The family of the noise, and how it meets the rewards.
  var noise: String { words.noise }
  /// What the advantage is: `standardized ddof 1 eps 0.0001`.
  var law: String { words.law }
  /// Ratio, clip, KL term, and whatever else no other column tells; `on policy` when plain.
  var objective: String { words.objective }

  subscript<Value>(dynamicMember path: KeyPath<SweepRow, Value>) -> Value { row[keyPath: path] }
}
