/// How the rows of a step fall into groups.
public enum Grouping: String, Sendable, Hashable {
  /// Equal group keys.
  case key
  /// Equal prompts within the step.
  case prompt
  /// Consecutive rows, a fixed number of them.
  case blocks
}
