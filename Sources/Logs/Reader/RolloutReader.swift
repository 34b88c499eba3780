/// Reads the rollouts of a run, one step after the other, with one step in memory at a time.
///
/// ```swift
/// var reader = try RolloutReader(["out/completions"])
/// while let step = try reader.next() { print(step.step ?? 0, step.count) }
/// ```
///
/// Text is read here: JSON Lines, an object of lists a line, a list of objects, a table of a
/// tracker, CSV; `.gz` and `.zst` through `gzip` and `zstd`; parquet through `duckdb`. Files come
/// in the order of the steps in their names, rows as they stand in them. A step ends where the
/// logged step changes or, where only the name of the file tells it, with the file; a step that is
/// logged in two places comes twice. A step whose texts and rewards are all those of the step
/// before it is dropped and counted, if it has 8 different completions or more: TRL writes a batch
/// again for every step that it serves.
public struct RolloutReader: ~Copyable {
  /// What the columns are.
  public let schema: RolloutSchema
  /// The files in the order in which they are read.
  public let files: [String]

  private let source: LogSource
  private let isGrowing: Bool
  private var filter: StepFilter
  private var isFailed = false

  /// Opens a log and finds out what its columns are.
  ///
  /// - Parameters:
  ///   - paths: files, folders of one run, or `-` alone for the standard input.
  ///   - options: what is said about the log beside its own keys.
  ///   - isGrowing: whether the log is being written: a last line without its end is not read, and
  ///     the last step, which may be a part, is left out; of a log without steps, the last group.
  ///   - hashesFiles: whether to find out ``hashes`` on the way.
  /// - Throws: ``LogError`` where nothing is there, nothing fits, or a program is missing.
  public init(
    _ paths: [String], options: RolloutOptions = .init(), isGrowing: Bool = false,
    hashesFiles: Bool = false
  ) throws(LogError) {
    try self.init(
      paths, options: options, isGrowing: isGrowing, hashesFiles: hashesFiles, chunk: 1 << 20)
  }

  /// Reads `chunk` bytes at a time: the rows do not depend on it.
  init(
    _ paths: [String], options: RolloutOptions = .init(), isGrowing: Bool = false,
    hashesFiles: Bool = false, chunk: Int
  ) throws(LogError) {
    source = try LogSource(
      LogSource.find(paths, options), options, isGrowing: isGrowing, hashesFiles: hashesFiles,
      chunk: chunk)
    self.isGrowing = isGrowing
    schema = source.schema
    files = source.files.map(\.path)
    filter = StepFilter(schema, files: files, notes: source.notes)
  }

  /// What was passed over so far, in sentences.
  public var notes: [String] { source.notes.all }
  /// What was in the files that are read to their ends, in their order; empty where it was not
  /// asked for.
  ///
  /// It is of the bytes that were read, whatever the file has become since; parquet and packed files
  /// are read a second time for it.
  public var hashes: [HashedFile] { source.hashes ?? [] }
  /// Bytes of the files read so far, packed as they are; 0 for the standard input.
  public var bytesRead: Int { source.bytesRead }
  /// Bytes of all files; 0 for the standard input.
  public var byteCount: Int { source.byteCount }

  /// The next step; nil at the end.
  ///
  /// - Throws: ``LogError`` for a record that cannot be read, with its file and line; nothing
  ///   follows it.
  public mutating func next() throws(LogError) -> RolloutStep? {
    while !isFailed {
      isFailed = true
      guard try source.read() else {
        guard filter.hasRows || isGrowing else { throw StepFilter.noRows(files) }
        isFailed = false
        return nil
      }
      let step = source.builder.ready.removeFirst()
      let counts = try filter.counts(step)
      isFailed = false
      if counts { return step }
    }
    return nil
  }
}
