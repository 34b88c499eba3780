/// What a reader reads from: all parquet files at once, or one text after the other.
final class LogSource {
  let files: [LogFile]
  let schema: RolloutSchema
  let notes: ReadingNotes
  let builder: StepBuilder

  private let chunk: Int
  private let options: RolloutOptions
  private var rows: (any RowSource)?
  private var bytes: ByteSource?
  /// The files before this one are read.
  private var next = 0
  private var finishedBytes = 0

  init(_ paths: [String], _ options: RolloutOptions, chunk: Int) throws(LogError) {
    let found = try LogFiles(paths) { file in Self.fits(file, options) }
    files = found.files
    self.options = options
    self.chunk = chunk
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
      rows = try parquet.rows(schema, chunk: chunk, notes)
      next = files.count
      builder = Self.builder(schema, files, notes)
      return
    }
    var first: (bytes: ByteSource, layout: TextLayout)?
    while first == nil, next < files.count {
      let bytes = try files[next].open(chunk: chunk)
      if let layout = try TextLayout(bytes) { first = (bytes, layout) }
      next += 1
    }
    guard let first else { throw LogError(file: files[0].path, reason: "is empty") }
    if next > 1 { notes.sentences.append("the first \(next - 1) files are empty") }
    var schema = try SchemaFinder.schema(
      first.layout.fields, isTable: first.layout.kind == .table, options, file: first.bytes.name)
    if schema.format == .areal, files[0].name.stepOfFolders != nil, options.map[.step] == nil {
      schema.step = nil
    }
    self.schema = schema
    builder = Self.builder(schema, files, notes)
    try start(first.bytes, first.layout, index: next - 1)
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
        self.rows = nil
        bytes = nil
      }
      guard next < files.count else {
        builder.finish()
        return !builder.ready.isEmpty
      }
      try openNext()
    }
    return true
  }

  private func openNext() throws(LogError) {
    let file = files[next]
    next += 1
    let bytes = try file.open(chunk: chunk)
    guard let layout = try TextLayout(bytes) else {
      notes.sentences.append("\(file.path) is empty")
      return
    }
    let roles = [schema.step, schema.group, schema.sample, schema.advantage].compactMap { $0 }
    let wanted = roles + (schema.guessesColumns ? [] : schema.columns.prefix(1))
    if let name = wanted.first(where: { layout.fields.kind($0) == nil }) {
      throw LogError(
        file: file.path,
        reason: "does not fit the files before it: no column \(Words.shown(name)) among"
          + " \(Words.list(layout.fields.names))")
    }
    try start(bytes, layout, index: next - 1)
  }

  private func start(_ bytes: ByteSource, _ layout: TextLayout, index: Int) throws(LogError) {
    builder.begin(file: index)
    let plan = RecordPlan(schema, layout.fields)
    self.bytes = bytes
    switch layout.kind {
    case .lines: rows = JSONLinesSource(bytes, plan, schema, notes)
    case .list: rows = JSONDocumentSource(bytes, plan, isTable: false, notes)
    case .table: rows = JSONDocumentSource(bytes, plan, isTable: true, notes)
    case .separated(let delimiter): rows = CSVSource(bytes, plan, delimiter: delimiter, notes)
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
