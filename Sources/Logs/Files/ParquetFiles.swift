#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Parquet files of one run, read by the `duckdb` program as narrow comma-separated values through
/// a pipe.
///
/// Texts arrive as hashes: at 2 KB a row that takes half the time of passing them on.
struct ParquetFiles {
  private let files: [LogFile]
  private let program: String

  /// - Throws: ``LogError`` where there is no `duckdb`.
  init(_ files: [LogFile]) throws(LogError) {
    self.files = files
    program = try Program.duckdb()
  }

  /// The columns of all files, in the order of the first.
  func fields() throws(LogError) -> [Field] {
    let bytes = try run(
      "COPY (SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM \(source)))"
        + " TO '/dev/stdout' (FORMAT csv, HEADER true);")
    while try bytes.fill(1 << 16) {}
    var fields: [Field] = []
    let plan = try CSVHeader(bytes)
    guard plan.names.count == 2 else {
      throw LogError(file: files[0].path, reason: "duckdb does not describe its columns")
    }
    bytes.consume(to: bytes.start + plan.size)
    var p = bytes.start
    while p < bytes.limit,
      let cells = CSVHeader.record(&p, bytes.limit, plan.delimiter, isAll: true)
    {
      if cells.count == 2 { fields.append(Field(name: cells[0], kind: Self.kind(cells[1]))) }
    }
    return fields
  }

  /// The rows of all files in their order.
  func rows(
    _ schema: RolloutSchema, chunk: Int, _ notes: ReadingNotes
  ) throws(LogError) -> any RowSource {
    var columns = [Column("file_index", "file", Binding(kind: .file))]
    columns.append(
      Column("file_row_number + 1", "row", Binding(kind: .integer, slot: Slot.line)))
    columns += Self.columns(schema)
    let bytes = try run(
      "COPY (SELECT \(columns.map(\.sql).joined(separator: ", ")) FROM \(source))"
        + " TO '/dev/stdout' (FORMAT csv, HEADER false);", chunk: chunk)
    let plan = RecordPlan(columns.map(\.name), columns.map(\.binding))
    return CSVSource(
      bytes, plan, delimiter: UInt8(ascii: ","), files: files.map(\.path), notes)
  }

  private struct Column {
    let sql: String
    let name: String
    let binding: Binding

    init(_ sql: String, _ name: String, _ binding: Binding) {
      self.sql = sql
      self.name = name
      self.binding = binding
    }
  }

  private static func columns(_ schema: RolloutSchema) -> [Column] {
    var columns: [Column] = []
    func add(_ name: String?, _ binding: Binding, _ sql: (String) -> String) {
      guard let name else { return }
      columns.append(Column(sql(quoted(name)), name, binding))
    }
    func text(_ name: String?, _ slot: Int) {
      add(name, Binding(kind: .text, slot: slot)) { "hash(\($0))" }
    }
    add(schema.step, Binding(kind: .integer, slot: Slot.step)) { "CAST(\($0) AS BIGINT)" }
    if schema.splitsKey {
      add(schema.group, Binding(kind: .splitKey, slot: Slot.group, also: Slot.sample)) {
        "CAST(\($0) AS VARCHAR)"
      }
    } else {
      text(schema.group, Slot.group)
      text(schema.sample, Slot.sample)
    }
    text(schema.prompt, Slot.prompt)
    text(schema.completion, Slot.completion)
    add(schema.completion, Binding(kind: .integer, slot: Slot.length)) {
      "coalesce(strlen(CAST(\($0) AS VARCHAR)), 0)"
    }
    for (index, name) in schema.columns.enumerated() {
      add(name, Binding(kind: .number, slot: Slot.columns + index)) { "CAST(\($0) AS DOUBLE)" }
    }
    add(schema.advantage, Binding(kind: .number, slot: Slot.advantage)) {
      "CAST(\($0) AS DOUBLE)"
    }
    return columns
  }

  /// The files as a table: their names quoted, with what would stand for other names taken
  /// literally.
  private var source: String {
    let names = files.map { file in
      var name = file.path.hasPrefix("/") ? "" : "./"
      for character in file.path {
        switch character {
        case "*", "?", "[": name += "[\(character)]"
        case "'": name += "''"
        default: name.append(character)
        }
      }
      return "'\(name)'"
    }
    return "read_parquet([\(names.joined(separator: ", "))], union_by_name = true,"
      + " hive_partitioning = false)"
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  private func run(_ query: String, chunk: Int = 1 << 20) throws(LogError) -> ByteSource {
    // One thread keeps the order of rows, and its own small result is all that it holds.
    let text = "SET threads = 1; SET preserve_insertion_order = true; \(query)\n"
    let input = try TemporaryFile.open(containing: text)
    defer { close(input) }
    let child = try ChildProcess(program, ["-no-init", "-batch"], input: input)
    return ByteSource(
      name: files[0].path, descriptor: child.output, child: child, chunk: chunk)
  }

  private static func kind(_ type: String) -> Field.Kind {
    let name = type.prefix { $0 != "(" && $0 != "[" }
    let numbers: Set<Substring> = [
      "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
      "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL",
    ]
    if type.hasSuffix("]") { return numbers.contains(name) ? .numbers : .list }
    if numbers.contains(name) { return .number }
    switch name {
    case "BOOLEAN": return .boolean
    case "STRUCT", "MAP": return .object
    case "NULL", "\"NULL\"": return .missing
    default: return .text
    }
  }
}
