import GSL
import Policies
import Testing

/// A random sequence policy with a rule, small enough to be enumerated.
struct LevelCase: Sendable, CustomTestStringConvertible {
  let vocabulary: Int
  let length: Int
  let hasEndToken: Bool
  let rule: RewardRule
  /// Standard deviation of the logits.
  var scale = 1.5

  /// Every rule, with and without an end token, targets of every length.
  static let all: [LevelCase] = [
    LevelCase(vocabulary: 2, length: 1, hasEndToken: false, rule: .target([1])),
    LevelCase(vocabulary: 3, length: 4, hasEndToken: false, rule: .target([2, 0, 0, 1])),
    LevelCase(vocabulary: 2, length: 7, hasEndToken: false, rule: .parity),
    LevelCase(vocabulary: 3, length: 5, hasEndToken: false, rule: .prefix([0, 2, 2, 1, 0])),
    LevelCase(
      vocabulary: 4, length: 4, hasEndToken: false, rule: .components(target: [3, 1, 0, 2])),
    LevelCase(vocabulary: 2, length: 2, hasEndToken: false, rule: .components(target: [1, 1])),
    LevelCase(vocabulary: 3, length: 4, hasEndToken: true, rule: .target([1, 0, 2])),
    LevelCase(vocabulary: 3, length: 4, hasEndToken: true, rule: .target([1, 0, 0, 1])),
    LevelCase(vocabulary: 3, length: 5, hasEndToken: true, rule: .prefix([0, 1, 2])),
    LevelCase(vocabulary: 3, length: 4, hasEndToken: true, rule: .prefix([2])),
    LevelCase(vocabulary: 4, length: 4, hasEndToken: true, rule: .parity),
    LevelCase(vocabulary: 2, length: 9, hasEndToken: true, rule: .parity),
    // Nearly certain tokens: 1 - p of some 1e-9.
    LevelCase(
      vocabulary: 3, length: 4, hasEndToken: false, rule: .prefix([0, 1, 2, 0]), scale: 12),
    LevelCase(vocabulary: 3, length: 4, hasEndToken: true, rule: .target([0, 1, 2]), scale: 12),
  ]

  func policy(seed: UInt64) throws -> SequencePolicy {
    try .random(
      vocabulary: vocabulary, length: length, hasEndToken: hasEndToken, scale: scale, seed: seed)
  }

  var testDescription: String {
    "\(rule.name) V \(vocabulary) T \(length)\(hasEndToken ? " with end" : "") scale \(scale)"
  }
}
