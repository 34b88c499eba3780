/// What is read of a record, key by key in the order of the first one.
final class RecordPlan {
  let names: [String]
  let bindings: [Binding]
  /// The bytes of all names, one behind the other.
  let bytes: UnsafeMutablePointer<UInt8>
  /// Where each name begins in `bytes`, and where the last one ends.
  let offsets: [Int]

  /// What is read of objects within the record.
  let members: [RecordPlan]

  init(_ names: [String], _ bindings: [Binding], members: [RecordPlan] = []) {
    self.names = names
    self.bindings = bindings
    self.members = members
    let all = names.flatMap { Array($0.utf8) }
    bytes = .allocate(capacity: all.count + 1)
    bytes.initialize(from: all + [0], count: all.count + 1)
    offsets = names.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count) }
  }

  deinit { bytes.deallocate() }

  /// What a schema asks for among these columns.
  convenience init(_ schema: RolloutSchema, _ fields: [Field]) {
    var members: [RecordPlan] = []
    let own = fields.filter { $0.parent == nil }
    let bindings = own.map { field in
      let binding = Self.binding(field.name, schema)
      let inner = fields.filter { $0.parent == field.name }
      let asked = inner.map { Self.binding($0.name, schema) }
      guard binding.kind == .ignored, asked.contains(where: { $0.kind != .ignored }) else {
        return binding
      }
      members.append(
        RecordPlan(inner.map { String($0.name.dropFirst(field.name.count + 1)) }, asked))
      return Binding(kind: .members, slot: members.count - 1)
    }
    self.init(own.map(\.name), bindings, members: members)
  }

  private static func binding(_ name: String, _ schema: RolloutSchema) -> Binding {
    if let index = schema.columns.firstIndex(of: name) {
      return Binding(
        kind: .number, slot: Slot.columns + index, isLenient: schema.guessesColumns)
    }
    if name == schema.advantage { return Binding(kind: .number, slot: Slot.advantage) }
    if name == schema.step { return Binding(kind: .integer, slot: Slot.step) }
    if name == schema.group, schema.splitsKey {
      return Binding(kind: .splitKey, slot: Slot.group, also: Slot.sample)
    }
    let slots = [
      (schema.completion, Slot.completion), (schema.prompt, Slot.prompt),
      (schema.group, Slot.group), (schema.sample, Slot.sample),
    ].filter { $0.0 == name }.map(\.1)
    guard let slot = slots.first else { return Binding() }
    return Binding(kind: .text, slot: slot, also: slots.dropFirst().first ?? 0)
  }
}
