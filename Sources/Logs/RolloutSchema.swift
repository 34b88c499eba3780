/// What the columns of a log are.
public struct RolloutSchema: Sendable, Hashable {
  /// The system that wrote the log.
  public var format: RolloutFormat
  /// The numeric columns that may be rewards, in the order of the file.
  public var columns: [String]
  /// The column of the step; nil where the file's name tells, or nothing does.
  public var step: String?
  /// The column of the group key.
  public var group: String?
  /// The column of the sample key, where a completion may have several rows.
  public var sample: String?
  /// The column of the prompt.
  public var prompt: String?
  /// The column of the completion.
  public var completion: String?
  /// The column of the advantage.
  public var advantage: String?
  /// How rows fall into groups.
  public var grouping: Grouping

  /// Whether a record is an object of lists, one element a row, as ms-swift and ROLL write them.
  var isColumnar = false
  /// Whether the group key is `sample_rollout_output`, of which the first part is the group (verl
  /// v1).
  var splitsKey = false
  /// Whether text in a column that may be a reward is passed over: nobody said that it is one.
  var guessesColumns = false
}
