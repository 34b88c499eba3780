import Platform

/// Parquet files of one run, read by the `duckdb` program, which writes the columns that are asked
/// for into a pipe, as parquet of the plainest kind: printing numbers takes it five times as long.
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
  func rows(_ schema: RolloutSchema, chunk: Int) throws(LogError) -> any RowSource {
    var columns = Self.columns(schema)
    if files.count > 1 {
      columns.insert(("file_index", .init(name: "file", kind: .file)), at: 0)
    }
    // Row groups that a cache holds; no page of codes for few values.
    let bytes = try run(
      "COPY (SELECT \(columns.map(\.sql).joined(separator: ", ")) FROM \(source))"
        + " TO '/dev/stdout' (FORMAT parquet, PARQUET_VERSION V1, COMPRESSION uncompressed,"
        + " DICTIONARY_SIZE_LIMIT 0, ROW_GROUP_SIZE 20480);", chunk: chunk)
    return PlainParquetSource(bytes, columns.map(\.column), files: files.map(\.path))
  }

  private typealias Selected = (sql: String, column: PlainParquetSource.Column)

  private static func columns(_ schema: RolloutSchema) -> [Selected] {
    var columns: [Selected] = []
    func add(
      _ name: String?, _ kind: PlainParquetSource.Column.Kind, _ slot: Int,
      _ sql: (String) -> String
    ) {
      guard let name else { return }
      // Two columns of one name are refused by some versions.
      columns.append(
        ("\(sql(quoted(name))) AS c\(columns.count)", .init(name: name, kind: kind, slot: slot)))
    }
    func text(_ name: String?, _ slot: Int) { add(name, .word, slot) { "hash(\($0))" } }
    func number(_ name: String?, _ slot: Int) {
      add(name, .number, slot) { "coalesce(CAST(\($0) AS DOUBLE), CAST('nan' AS DOUBLE))" }
    }
    add(schema.step, .step, 0) { "coalesce(CAST(\($0) AS BIGINT), \(Int64.min))" }
    if schema.splitsKey {
      // `sample_rollout_output` without its last part is the sample, without two of them the group.
      func prefix(_ key: String) -> String { "regexp_replace(\(key), '_[^_]*$', '')" }
      add(schema.group, .word, Slot.sample) { "hash(\(prefix("CAST(\($0) AS VARCHAR)")))" }
      add(schema.group, .word, Slot.group) { "hash(\(prefix(prefix("CAST(\($0) AS VARCHAR)"))))" }
    } else {
      text(schema.group, Slot.group)
      text(schema.sample, Slot.sample)
    }
    text(schema.prompt, Slot.prompt)
    text(schema.completion, Slot.completion)
    add(schema.completion, .word, Slot.length) { "coalesce(strlen(CAST(\($0) AS VARCHAR)), 0)" }
    for (index, name) in schema.columns.enumerated() { number(name, Slot.columns + index) }
    number(schema.advantage, Slot.advantage)
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
    let input: NamelessFile
    let child: ChildProcess
    do { input = try NamelessFile(text) } catch {
      throw LogError(file: NamelessFile.folder, reason: "no temporary file: \(error)")
    }
    do {
      child = try ChildProcess(
        program, ["-no-init", "-batch"], input: input.descriptor)
    } catch {
      throw LogError(reason: "duckdb cannot be started: \(error)")
    }
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
