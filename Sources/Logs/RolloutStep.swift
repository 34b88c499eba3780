/// The completions of one step, by column: every array has `count` elements, in the order of the
/// file.
///
/// Texts and keys are 64-bit hashes, equal where the bytes as written are equal. They serve to
/// compare rows of one run, not rows of two.
public struct RolloutStep: Sendable, Equatable {
  /// The step as logged, or the number in the file's name; nil where nothing tells.
  public var step: Int?
  /// How many rows there are, 1 or more.
  public var count: Int
  /// The group key of each row; nil where the format has none.
  public var groups: [UInt64]?
  /// The sample key of each row, where a completion may have several rows (turns); nil otherwise.
  public var samples: [UInt64]?
  /// The prompt of each row, its text or the JSON of its messages; nil where it is not logged.
  public var prompts: [UInt64]?
  /// The completion of each row; nil where it is not logged.
  public var completions: [UInt64]?
  /// The bytes of each completion as written, escapes included; nil where it is not logged.
  public var lengths: [Int]?
  /// The columns that may be rewards, in the order of ``RolloutSchema/columns``; NaN where a value
  /// is missing.
  public var columns: [[Double]]
  /// The advantages; NaN where one is missing, nil where none are logged.
  public var advantages: [Double]?
  /// The file of the first row, as an index into ``RolloutReader/files``.
  public var file: Int
  /// The file of each row; nil where all are of ``file``.
  public var files: [Int]?
  /// The line of each row in its file, or its row in a table or a parquet file, from 1.
  public var lines: [Int]

  /// Makes a step of its columns.
  public init(
    step: Int? = nil, count: Int, groups: [UInt64]? = nil, samples: [UInt64]? = nil,
    prompts: [UInt64]? = nil, completions: [UInt64]? = nil, lengths: [Int]? = nil,
    columns: [[Double]], advantages: [Double]? = nil, file: Int = 0, files: [Int]? = nil,
    lines: [Int]
  ) {
    self.step = step
    self.count = count
    self.groups = groups
    self.samples = samples
    self.prompts = prompts
    self.completions = completions
    self.lengths = lengths
    self.columns = columns
    self.advantages = advantages
    self.file = file
    self.files = files
    self.lines = lines
  }

  /// Where a row stands: its file, as an index into ``RolloutReader/files``, and its line.
  public func place(_ row: Int) -> (file: Int, line: Int) { (files?[row] ?? file, lines[row]) }

  /// Whether two steps hold the same texts and the same rewards, bit for bit, whatever their
  /// numbers are.
  func repeats(_ other: RolloutStep) -> Bool {
    guard count == other.count, completions != nil else { return false }
    guard prompts == other.prompts, completions == other.completions, groups == other.groups,
      samples == other.samples
    else { return false }
    return zip(columns, other.columns).allSatisfy { mine, theirs in
      zip(mine, theirs).allSatisfy { $0.bitPattern == $1.bitPattern }
    }
  }
}
