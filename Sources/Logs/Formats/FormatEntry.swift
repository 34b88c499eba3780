/// How the records of a system look.
struct FormatEntry: Sendable {
  /// Which columns may be rewards.
  enum Rewards: Sendable {
    /// Those of these that are there.
    case named([String])
    /// This one, and every other numeric column but these.
    case namedAndNumeric(String, but: [String])
    /// The numeric columns behind the completion, up to the advantage if there is one.
    case behindCompletion
  }

  let format: RolloutFormat
  /// Columns that must be there, all of them.
  let keys: [String]
  /// The names a role has, the first that is there counts.
  var step = ["step", "global_step"]
  var group: [String] = []
  var sample: [String] = []
  var prompt: [String] = []
  var completion: [String] = []
  var advantage: [String] = []
  let rewards: Rewards
  var grouping = Grouping.key
  var isColumnar = false
  /// What else must hold of the columns.
  var fits: @Sendable ([Field]) -> Bool = { _ in true }

  /// Whether the columns are of this system.
  func recognises(_ fields: [Field]) -> Bool {
    missing(fields).isEmpty && fits(fields)
  }

  /// The columns that must be there and are not.
  func missing(_ fields: [Field]) -> [String] {
    keys.filter { key in !fields.contains { $0.name == key } }
  }

  /// What the columns are.
  func schema(_ fields: [Field]) -> RolloutSchema {
    func first(_ names: [String]) -> String? {
      names.first { name in fields.contains { $0.name == name } }
    }
    var schema = RolloutSchema(
      format: format, columns: [], step: first(step), group: first(group), sample: first(sample),
      prompt: first(prompt), completion: first(completion), advantage: first(advantage),
      grouping: grouping)
    schema.isColumnar = isColumnar
    if schema.group == nil, grouping == .key {
      schema.grouping = schema.prompt == nil ? .blocks : .prompt
    }
    switch rewards {
    case .named(let names):
      schema.columns = names.filter { name in fields.contains { $0.name == name } }
    case .namedAndNumeric(let name, let others):
      schema.columns =
        [name] + numeric(fields, schema).filter { $0 != name && !others.contains($0) }
      schema.guessesColumns = true
    case .behindCompletion:
      let begin = fields.firstIndex { $0.name == schema.completion } ?? -1
      let end = fields.firstIndex { $0.name == schema.advantage } ?? fields.count
      let behind = begin < end ? Array(fields[(begin + 1)..<end]) : []
      schema.columns = numeric(behind, schema)
      if schema.columns.isEmpty { schema.columns = numeric(fields, schema) }
      schema.guessesColumns = true
    }
    return schema
  }

  /// The numeric columns that have no role.
  private func numeric(_ fields: [Field], _ schema: RolloutSchema) -> [String] {
    let roles = [
      schema.step, schema.group, schema.sample, schema.prompt, schema.completion,
      schema.advantage,
    ]
    let known = Set(step + advantage)
    return fields.filter { field in
      (isColumnar ? field.kind == .numbers : field.isNumeric) && field.parent == nil
        && !roles.contains(field.name)
        && !known.contains(field.name)
    }.map(\.name)
  }
}

extension [Field] {
  /// The names of the columns, members of objects behind the others.
  var names: [String] {
    filter { $0.parent == nil }.map(\.name) + filter { $0.parent != nil }.map(\.name)
  }

  /// The kind of a column; nil where it is not there.
  func kind(_ name: String) -> Field.Kind? { first { $0.name == name }?.kind }

  /// Whether one column stands before another, both being there.
  func isOrdered(_ one: String, _ other: String) -> Bool {
    guard let first = firstIndex(where: { $0.name == one }),
      let second = firstIndex(where: { $0.name == other })
    else { return false }
    return first < second
  }
}
