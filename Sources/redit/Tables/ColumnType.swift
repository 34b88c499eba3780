/// What stands in a column, for programs that read it: by its looks a prompt named 007 would become a number.
enum ColumnType: String, CaseIterable {
  /// Words, also where they look like a number.
  case text
  /// A whole number.
  case integer
  /// A number, `inf` where it is infinite.
  case number
  /// `true` or `false`.
  case boolean
  /// Numbers with spaces between; in JSON a list.
  case list

  /// By the name, which means the same in every table; a column that differs says so.
  init(of name: String) {
    self =
      if Self.words.contains(name) {
        .text
      } else if Self.counts.contains(name) || name.hasSuffix("_count") {
        .integer
      } else if Self.flags.contains(name) {
        .boolean
      } else if Self.lists.contains(name) {
        .list
      } else {
        .number
      }
  }

  private static let words: Set = [
    "policy", "advantage", "noise", "law", "objective", "note", "task", "schedule", "optimizer",
    "finding",
    "file", "censored", "effect", "claim", "variant", "quantity", "verdict", "expected", "relation",
    "interval", "standing", "proof", "test", "lesson", "origin", "statement", "condition", "flaw",
    "table", "column", "unit", "type", "meaning", "presence", "prompt", "reward",
  ]

  private static let counts: Set = [
    "group_size", "ddof", "groups", "seed", "batch_groups", "prompts", "run", "step", "vanishing",
    "exploding", "diverged", "group", "completion", "completions", "silent", "residue_groups",
    "line",
    "correct", "runs", "steps", "inner_steps", "seeds",
  ]

  private static let flags: Set = ["drops_silent", "is_deterministic"]

  private static let lists: Set = [
    "expected_gradient", "expected_gradient_exact", "shrinkage", "sigmas_as_fast",
  ]
}
