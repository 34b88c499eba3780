/// A column as the first records show it.
struct Field: Hashable {
  enum Kind: Hashable {
    /// `null`, `NaN`, nothing.
    case missing
    case number
    case boolean
    case text
    case object
    /// A list of nothing but numbers, however deep.
    case numbers
    /// Another list.
    case list
  }

  let name: String
  var kind: Kind
  /// The first text of the column, at most 64 bytes.
  var example = ""
  /// The object that the column is a member of, where `name` is `parent.member`.
  var parent: String?

  /// Whether the column may be a reward.
  var isNumeric: Bool {
    switch kind {
    case .missing, .number, .boolean: true
    case .text, .object, .numbers, .list: false
    }
  }

  /// Takes in what a later record shows.
  mutating func add(_ other: Field) {
    if example.isEmpty { example = other.example }
    if kind == .missing || (kind == .boolean && other.kind == .number) { kind = other.kind }
    guard other.kind != .missing, other.kind != kind else { return }
    switch kind {
    case .number: kind = other.kind == .boolean ? .number : .text
    case .missing, .boolean, .text, .object: kind = .text
    case .numbers, .list: kind = .list
    }
  }

  /// Puts the fields of a record to those of the records before it, in the order of the first.
  static func merge(_ fields: [Field], into all: inout [Field]) {
    for (position, field) in fields.enumerated() {
      if position < all.count, all[position].name == field.name {
        all[position].add(field)
      } else if let index = all.firstIndex(where: { $0.name == field.name }) {
        all[index].add(field)
      } else {
        all.append(field)
      }
    }
  }
}
