/// What a reader reads from: all parquet files at once, or one text after the other.
final class LogSource {
  let files: [LogFile]
  let schema: RolloutSchema
  let notes: ReadingNotes
  let builder: StepBuilder

  private let chunk: Int
  private let options: RolloutOptions
  private let isGrowing: Bool
  /// What was in the files read so far; nil where nobody asks for it.
  private(set) var hashes: [HashedFile]?
  private var rows: (any RowSource)?
  private var bytes: ByteSource?
  /// The files before this one are read.
  private var next = 0
  private var finishedBytes = 0
  /// The first file that is not empty, whose records tell what the columns are.
  private(set) var first = 0

  /// The files of a log.
  static func find(_ paths: [String], _ options: RolloutOptions) throws(LogError) -> LogFiles {
    try LogFiles(paths) { file in Self.fits(file, options) }
  }

  init(
    _ found: LogFiles, _ options: RolloutOptions, isGrowing: Bool, hashesFiles: Bool, chunk: Int
  ) throws(LogError) {
    files = found.files
    self.options = options
    self.chunk = chunk
    self.isGrowing = isGrowing
    hashes = hashesFiles ? [] : nil
    notes = ReadingNotes()
    notes.sentences = found.notes
    let tables = files.filter(\.isParquet).count
    guard tables == 0 || tables == files.count else {
      throw LogError(file: files[0].path, reason: "parquet and text are not read together")
    }
    if tables > 0 {
      let parquet = try ParquetFiles(files)
      schema = try SchemaFinder.schema(
        parquet.fields(), isTable: false, options, file: files[0].path)
      rows = try parquet.rows(schema, chunk: chunk)
      next = files.count
      builder = Self.builder(schema, files, notes)
      return
    }
    var first: (bytes: ByteSource, layout: TextLayout)?
    var empty: [(LogFile, ByteSource)] = []
    while first == nil, next < files.count {
      let bytes = try Self.open(
        files[next], isLast: next == files.count - 1, isGrowing, hashesFiles, chunk: chunk)
      if let layout = try TextLayout(bytes) {
        first = (bytes, layout)
      } else {
        empty.append((files[next], bytes))
      }
      next += 1
    }
    guard let first else { throw LogError(file: files[0].path, reason: "is empty") }
    self.first = next - 1
    if next > 1 { notes.sentences.append("the first \(next - 1) files are empty") }
    var schema = try SchemaFinder.schema(
      first.layout.fields, isTable: first.layout.kind == .table, options, file: first.bytes.name)
    if schema.format == .areal, files[0].name.stepOfFolders != nil, options.map[.step] == nil {
      schema.step = nil
    }
    self.schema = schema
    builder = Self.builder(schema, files, notes)
    for (file, bytes) in empty { try noteHash(file, bytes) }
    start(first.bytes, first.layout, index: next - 1)
  }

  private static func builder(
    _ schema: RolloutSchema, _ files: [LogFile], _ notes: ReadingNotes
  ) -> StepBuilder {
    StepBuilder(schema, stepsOfFiles: files.map(\.name.step), notes: notes)
  }

  /// Whether a file holds rollouts.
  private static func fits(_ file: LogFile, _ options: RolloutOptions) -> Bool {
    do throws(LogError) {
      if file.isParquet {
        // Without duckdb the file is kept, and reading it says what is missing.
        guard let parquet = try? ParquetFiles([file]) else { return true }
        let fields = try parquet.fields()
        _ = try SchemaFinder.schema(fields, isTable: false, options, file: file.path)
        return true
      }
      guard let layout = try TextLayout(file.open(chunk: 1 << 20)) else { return false }
      _ = try SchemaFinder.schema(
        layout.fields, isTable: layout.kind == .table, options, file: file.path)
      return true
    } catch {
      return false
    }
  }

  /// Reads until a step is ready; false at the end of all files.
  func read() throws(LogError) -> Bool {
    while builder.ready.isEmpty {
      if let rows {
        if try rows.read(into: builder) { return true }
        finishedBytes += bytes?.bytesRead ?? 0
        if let bytes { try noteHash(files[next - 1], bytes) } else { try noteHashes() }
        self.rows = nil
        bytes = nil
      }
      guard next < files.count else {
        // The last step of a log that is being written may be a part of it.
        if isGrowing { builder.finishWholeGroups() } else { builder.finish() }
        return !builder.ready.isEmpty
      }
      try openNext()
    }
    return true
  }

  private func openNext() throws(LogError) {
    let file = files[next]
    next += 1
    let bytes = try Self.open(
      file, isLast: next == files.count, isGrowing, hashes != nil, chunk: chunk)
    guard let layout = try TextLayout(bytes) else {
      try noteHash(file, bytes)
      notes.emptyFile(file.path)
      return
    }
    try Self.check(layout, fits: schema, file)
    start(bytes, layout, index: next - 1)
  }

  /// Refuses a file whose records lack what those of the first one have.
  static func check(
    _ layout: TextLayout, fits schema: RolloutSchema, _ file: LogFile
  ) throws(LogError) {
    let roles = [schema.step, schema.group, schema.sample, schema.advantage].compactMap { $0 }
    let wanted = roles + (schema.guessesColumns ? [] : schema.columns.prefix(1))
    if let name = wanted.first(where: { layout.fields.kind($0) == nil }) {
      throw LogError(
        file: file.path,
        reason: "does not fit the files before it: no column \(Words.shown(name)) among"
          + " \(Words.list(layout.fields.names))")
    }
  }

  private static func open(
    _ file: LogFile, isLast: Bool, _ isGrowing: Bool, _ hashesFiles: Bool, chunk: Int
  ) throws(LogError) -> ByteSource {
    let bytes = try open(file, hashesFiles, chunk: chunk)
    bytes.isGrowing = isGrowing && isLast
    return bytes
  }

  static func open(
    _ file: LogFile, _ hashesFiles: Bool, chunk: Int
  ) throws(LogError) -> ByteSource {
    let bytes = try file.open(chunk: chunk)
    if hashesFiles, file.name.packing == nil { bytes.hash = ContentHash() }
    return bytes
  }

  /// Of a file that was read to its end, from what was read of it; of a packed one, which another
  /// program reads, from the file.
  private func noteHash(_ file: LogFile, _ bytes: ByteSource) throws(LogError) {
    guard hashes != nil else { return }
    hashes?.append(try Self.hashed(file, bytes))
  }

  /// What is in a file, after its rows have been read.
  static func hashed(_ file: LogFile, _ bytes: ByteSource) throws(LogError) -> HashedFile {
    try bytes.drain()
    guard let hash = bytes.hash else { return try HashedFile(reading: file.path) }
    return HashedFile(path: file.path, hash: hash)
  }

  /// Of parquet files, which another program reads.
  private func noteHashes() throws(LogError) {
    guard hashes != nil else { return }
    for file in files { hashes?.append(try HashedFile(reading: file.path)) }
  }

  private func start(_ bytes: ByteSource, _ layout: TextLayout, index: Int) {
    builder.begin(file: index)
    self.bytes = bytes
    rows = Self.rows(bytes, layout, schema, notes)
  }

  /// The rows of a text whose beginning has been looked at.
  static func rows(
    _ bytes: ByteSource, _ layout: TextLayout, _ schema: RolloutSchema, _ notes: ReadingNotes
  ) -> any RowSource {
    let plan = RecordPlan(schema, layout.fields)
    return switch layout.kind {
    case .lines: JSONLinesSource(bytes, plan, schema, notes)
    case .list: JSONDocumentSource(bytes, plan, isTable: false, notes)
    case .table: JSONDocumentSource(bytes, plan, isTable: true, notes)
    case .separated(let delimiter): CSVSource(bytes, plan, delimiter: delimiter, notes)
    }
  }

  /// Bytes of all files.
  var byteCount: Int { files.reduce(0) { $0 + $1.bytes } }

  /// Bytes read so far.
  var bytesRead: Int {
    if files[0].isParquet {
      let finished = rows == nil ? files.count : max(0, builder.file)
      return files.prefix(finished).reduce(0) { $0 + $1.bytes }
    }
    return finishedBytes + (bytes?.bytesRead ?? 0)
  }
}
