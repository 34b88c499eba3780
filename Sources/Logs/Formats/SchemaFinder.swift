/// Columns to roles.
enum SchemaFinder {
  /// What the columns are, by the keys and by what is said about them.
  ///
  /// - Throws: ``LogError`` where no format fits, or a column that is named is not there.
  static func schema(
    _ fields: [Field], isTable: Bool, _ options: RolloutOptions, file: String
  ) throws(LogError) -> RolloutSchema {
    let entry = try entry(fields, isTable: isTable, options, file: file)
    var schema = entry.schema(fields)
    if isTable, schema.format == .trl { schema.format = .wandb }
    if schema.format == .verlV1 { schema.splitsKey = true }
    try apply(options.map, fields, &schema, file: file)
    if schema.format == .neutral { schema.isColumnar = isColumnar(schema, fields) }
    guard !schema.columns.isEmpty else {
      throw LogError(
        file: file,
        reason: "no column is a reward among \(Words.list(fields.names));"
          + " name one: --map reward=score")
    }
    return schema
  }

  private static func entry(
    _ fields: [Field], isTable: Bool, _ options: RolloutOptions, file: String
  ) throws(LogError) -> FormatEntry {
    if let format = options.format {
      let wanted = format == .wandb ? .trl : format
      let entry = FormatEntry.all.first { $0.format == wanted } ?? .neutral
      let missing = entry.missing(fields).filter { key in !mapsOver(key, entry, options.map) }
      guard missing.isEmpty else {
        throw LogError(
          file: file,
          reason: "no log of \(format.name): \(Words.list(missing)) is missing among"
            + " \(Words.list(fields.names))")
      }
      return entry
    }
    let found = FormatEntry.all.first { $0.recognises(fields) }
    // The mean reward of a step is called reward too: without a key or a text it is no completion's.
    let isRow = found.map { $0.format != .neutral || hasRows(fields, $0) } ?? false
    if let found, isRow || Refusal.metrics(fields.names) == nil { return found }
    if options.map[.reward] != nil { return .neutral }
    if let reason = Refusal.metrics(fields.names) {
      throw LogError(file: file, reason: reason)
    }
    guard !fields.isEmpty else {
      throw LogError(file: file, reason: "no record has a key: it holds empty objects")
    }
    throw LogError(
      file: file,
      reason: "no known format has the keys \(Words.list(fields.names));"
        + " say what they are: --map reward=score,group=uid")
  }

  /// Whether anybody's records are objects of lists: the rewards are, and a key or a text too.
  private static func isColumnar(_ schema: RolloutSchema, _ fields: [Field]) -> Bool {
    let others = [schema.group, schema.prompt, schema.completion, schema.step]
    return schema.columns.first.map { fields.kind($0) == .numbers } ?? false
      && others.contains { name in
        let kind = name.flatMap { fields.kind($0) }
        return kind == .list || kind == .numbers
      }
  }

  /// Whether a group, a prompt or a completion is among the columns.
  private static func hasRows(_ fields: [Field], _ entry: FormatEntry) -> Bool {
    (entry.group + entry.prompt + entry.completion).contains { fields.kind($0) != nil }
  }

  /// Whether a role that the map names stands for a key of the format.
  private static func mapsOver(
    _ key: String, _ entry: FormatEntry, _ map: [Role: String]
  ) -> Bool {
    map[.prompt] != nil && entry.prompt.contains(key)
      || map[.completion] != nil && entry.completion.contains(key)
      || map[.group] != nil && entry.group.contains(key)
      || map[.step] != nil && entry.step.contains(key)
      || map[.advantage] != nil && entry.advantage.contains(key)
      || map[.reward] != nil
        && !(entry.prompt + entry.completion + entry.group + entry.step).contains(key)
  }

  private static func apply(
    _ map: [Role: String], _ fields: [Field], _ schema: inout RolloutSchema, file: String
  ) throws(LogError) {
    func check(_ name: String, _ role: Role) throws(LogError) {
      guard fields.kind(name) == nil else { return }
      let meant = Words.nearest(name, fields.names).map { ", '\(Words.shown($0))' is meant?" }
      throw LogError(
        file: file,
        reason: "--map \(role)=\(Words.shown(name)): there is no such column among"
          + " \(Words.list(fields.names))\(meant ?? "")")
    }
    for role in Role.allCases {
      guard let name = map[role] else { continue }
      if role == .reward {
        let whole = fields.kind(name) != nil
        schema.columns = whole ? [name] : name.split(separator: ",").map(String.init)
        for column in schema.columns { try check(column, role) }
        schema.guessesColumns = false
        continue
      }
      try check(name, role)
      switch role {
      case .reward: break
      case .group:
        schema.group = name
        schema.grouping = .key
        schema.splitsKey = false
      case .step: schema.step = name
      case .advantage: schema.advantage = name
      case .prompt:
        schema.prompt = name
        if schema.group == nil, schema.format == .neutral { schema.grouping = .prompt }
      case .completion: schema.completion = name
      case .sample: schema.sample = name
      }
    }
    let others = [schema.advantage, schema.step]
    schema.columns.removeAll { others.contains($0) && map[.reward] == nil }
  }
}
