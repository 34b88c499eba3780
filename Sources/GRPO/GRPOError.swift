import GSL

/// What a value given to this module fails to be: it names the thing, the value and the requirement.
public enum GRPOError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A name that stands for nothing, with the names that are known.
  case unknownName(kind: String, name: String, known: [String])
  /// A number outside its range.
  case outOfRange(name: String, value: Double, requirement: String)
  /// A group with too few completions for an advantage.
  case groupTooSmall(kind: AdvantageKind, groupSize: Int, minimum: Int)
  /// A list that must have at least one element.
  case empty(name: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknownName(let kind, let name, let known):
      "unknown \(kind) '\(name)': expected one of \(known.joined(separator: ", "))"
    case .outOfRange(let name, let value, let requirement):
      "\(name) is \(value.plainText): it must be \(requirement)"
    case .groupTooSmall(let kind, let groupSize, let minimum):
      "a group of \(groupSize) is too small for \(kind.rawValue) advantages:"
        + " they need at least \(minimum)"
    case .empty(let name):
      "\(name) is empty: it must have at least one element"
    }
  }
}

/// Throws unless `value` meets the condition (a NaN never does).
func require(
  _ condition: Bool, _ name: String, _ value: Double, _ requirement: String
) throws {
  guard condition else {
    throw GRPOError.outOfRange(name: name, value: value, requirement: requirement)
  }
}
