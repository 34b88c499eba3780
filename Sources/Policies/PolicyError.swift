import GSL
import RealModule

/// Bad data for a policy, a reward rule or a prompt; each case carries the evidence.
public enum PolicyError: Error, Equatable, Sendable {
  /// A list that must not be empty is empty.
  case empty(field: String)
  /// A list has the wrong number of entries.
  case wrongCount(field: String, expected: Int, found: Int)
  /// An entry of a list is NaN or infinite.
  case nonFinite(field: String, index: Int, value: Double)
  /// A size is below 1.
  case tooSmall(field: String, value: Int)
  /// A number lies outside its range.
  case unusable(field: String, value: Double, reason: String)
  /// Enumerating the sequences would take more outcomes than the limit allows.
  case tooManyOutcomes(vocabulary: Int, length: Int, count: Double, limit: Int)
  /// Something that goes by single outcomes, where these are too many to number them.
  case notNumbered(field: String, reason: String, limit: Int)
  /// No reward rule has this name; `known` are those that there are.
  case unknownRule(name: String, known: [String])
  /// A reward rule cannot be used with this target or policy.
  case rule(name: String, reason: String)
  /// A document says something that cannot be used; `prompt` is the prompt's name or position.
  case document(prompt: String, field: String, reason: String)
}

extension PolicyError: CustomStringConvertible {
  /// A sentence that names the thing and the value.
  public var description: String {
    switch self {
    case .document(let prompt, let field, let reason): "\(prompt): \(field): \(reason)"
    case .unknownRule, .rule: "\(field): \(reason)"
    case .empty, .wrongCount, .nonFinite, .tooSmall, .unusable, .tooManyOutcomes, .notNumbered:
      "\(field) \(reason)"
    }
  }

  /// The field at fault.
  var field: String {
    switch self {
    case .empty(let field), .wrongCount(let field, _, _), .nonFinite(let field, _, _),
      .tooSmall(let field, _), .unusable(let field, _, _), .document(_, let field, _),
      .notNumbered(let field, _, _):
      field
    case .tooManyOutcomes: "vocabulary and length"
    case .unknownRule: "reward"
    case .rule(let name, _): "reward rule '\(name)'"
    }
  }

  /// What is wrong with the field.
  var reason: String {
    switch self {
    case .empty: "must not be empty"
    case .wrongCount(_, let expected, let found):
      "must have \(expected) \(expected == 1 ? "entry" : "entries"), not \(found)"
    case .nonFinite(_, let index, let value): "must be finite; entry \(index) is \(value)"
    case .tooSmall(_, let value): "must be at least 1, not \(value)"
    case .unusable(_, let value, let reason): "\(reason), not \(value.plainText)"
    case .tooManyOutcomes(let vocabulary, let length, let count, let limit):
      Self.size(vocabulary, length, count) + " outcomes; at most \(limit) can be enumerated"
    case .unknownRule(let name, let known):
      "unknown rule '\(name)'; known: \(known.joined(separator: ", "))"
    case .rule(_, let reason), .document(_, _, let reason): reason
    case .notNumbered(_, let reason, let limit):
      "\(reason), and there are more than \(limit) completions"
    }
  }

  /// `10^6 = 1000000`; with an end token there are fewer, `597871 = 1 + 9 (1 + 9 (...))`.
  private static func size(_ vocabulary: Int, _ length: Int, _ count: Double) -> String {
    let number = count < 1e15 ? "\(Int(count))" : "\(count)"
    return count == .pow(Double(vocabulary), length)
      ? "\(vocabulary)^\(length) = \(number)" : "\(number)"
  }
}
