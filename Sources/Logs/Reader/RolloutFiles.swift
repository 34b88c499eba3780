import Platform

/// A log whose files are read one by one, by one process or by several, and put together with ``RolloutJoin``.
///
/// ```swift
/// let log = try RolloutFiles(["rollouts"])
/// let files = try log.files.indices.map { try log.read($0) }
/// let join = RolloutJoin(log)
/// for file in files { for step in try join.add(file) { print(step.step ?? 0, step.count) } }
/// ```
///
/// The steps, the notes and the errors are those of a ``RolloutReader`` of the log.
public struct RolloutFiles: Sendable {
  /// What the columns are, told by the first file that has records.
  public let schema: RolloutSchema
  /// The files in the order in which they are read.
  public let files: [String]

  private let logFiles: [LogFile]
  private let chunk: Int
  /// Known before rows are read.
  let sentences: [String]
  /// The first file that has records.
  let first: Int

  /// Finds the files of a log and what its columns are.
  ///
  /// - Parameters:
  ///   - paths: files, or folders of one run.
  ///   - options: what is said about the log beside its own keys.
  /// - Throws: ``LogError`` where nothing is there or nothing fits, and for parquet, which is read all at once.
  public init(_ paths: [String], options: RolloutOptions = .init()) throws(LogError) {
    try self.init(paths, options: options, chunk: 1 << 20)
  }

  /// Reads `chunk` bytes at a time: the rows do not depend on it.
  init(_ paths: [String], options: RolloutOptions = .init(), chunk: Int) throws(LogError) {
    let found = try LogSource.find(paths, options)
    for file in found.files {
      if file.isParquet {
        throw LogError(
          file: file.path,
          reason: "duckdb reads the parquet files of a log together: there are no parts to read")
      }
      guard Folder.kind(file.path)?.kind == .file else {
        throw LogError(
          file: file.path, reason: "is no file on the disk, which parts of a run can come back to")
      }
    }
    let source = try LogSource(
      found, options, isGrowing: false, hashesFiles: false, chunk: chunk)
    schema = source.schema
    logFiles = source.files
    files = logFiles.map(\.path)
    sentences = source.notes.sentences
    first = source.first
    self.chunk = chunk
  }

  /// Bytes of each file, packed as it is, when the log was looked at.
  public var sizes: [Int] { logFiles.map(\.bytes) }

  /// What tells this log from others, by file: how many bytes it has, and of the first that has records what the
  /// columns are.
  public var identity: [String: String] {
    var identity: [String: String] = [:]
    for (index, file) in logFiles.enumerated() {
      var words = "\(file.bytes) bytes"
      if index == first {
        var hash = ContentHash()
        Array("\(schema)".utf8).withUnsafeBytes { hash.add($0) }
        words += ", columns \(hash.text)"
      }
      identity[file.path] = words
    }
    return identity
  }

  /// Reads a file.
  ///
  /// - Throws: ``LogError`` as the reader of the log does, and for a file that is not as it was found.
  public func read(_ index: Int) throws(LogError) -> RolloutFile {
    let file = logFiles[index]
    let notes = ReadingNotes()
    let bytes = try LogSource.open(file, true, chunk: chunk)
    let layout = try TextLayout(bytes)
    var rows = FileRows(schema)
    if let layout {
      if index != first { try LogSource.check(layout, fits: schema, file) }
      // Where steps end is known when the files are put together.
      let builder = StepBuilder(schema, stepsOfFiles: [nil], notes: notes)
      builder.begin(file: 0)
      let source = LogSource.rows(bytes, layout, schema, notes)
      var hasMore = true
      while hasMore {
        hasMore = try source.read(into: builder)
        if !hasMore { builder.finish() }
        for step in builder.ready { rows.append(step) }
        builder.ready = []
      }
    }
    let hash = try LogSource.hashed(file, bytes).hash
    guard hash.count == file.bytes else {
      throw LogError(
        file: file.path,
        reason: "is being written: \(file.bytes) bytes when it was found,"
          + " \(hash.count) when it was read")
    }
    return RolloutFile(rows, isEmpty: layout == nil, notes, hash)
  }
}
