/// What a column of a log is for.
public enum Role: String, Sendable, Hashable, CaseIterable {
  /// A reward, or a part of one.
  case reward
  /// The group key.
  case group
  /// The step.
  case step
  /// The advantage.
  case advantage
  /// The prompt.
  case prompt
  /// The completion.
  case completion
  /// The sample key, where a completion has several rows.
  case sample
}

/// What is said about a log beside its own keys.
public struct RolloutOptions: Sendable, Hashable {
  /// The system that wrote the log; nil: known by the keys of the first record.
  public var format: RolloutFormat?
  /// The column of each role. Several rewards are separated by commas.
  public var map: [Role: String]

  /// Makes options.
  public init(format: RolloutFormat? = nil, map: [Role: String] = [:]) {
    self.format = format
    self.map = map
  }

  /// The roles in a text such as `reward=score,reward=acc,group=uid`.
  ///
  /// - Throws: ``LogError`` for a part that is not `role=column`, a role that does not exist, or
  ///   one that is given twice (rewards may be).
  public static func map(_ text: String) throws(LogError) -> [Role: String] {
    var map: [Role: String] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1)
      let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
      guard sides.count == 2 else {
        throw LogError(reason: "'\(part)' is not role=column; roles are \(roles)")
      }
      guard let role = Role(rawValue: String(sides[0])) else {
        let meant = Words.nearest(String(sides[0]), Role.allCases.map(\.rawValue))
        throw LogError(
          reason:
            "'\(sides[0])' is no role\(meant.map { ", '\($0)' is" } ?? ""); roles are \(roles)")
      }
      if let before = map[role] {
        guard role == .reward else {
          throw LogError(reason: "\(role) is given twice, as '\(before)' and as '\(sides[1])'")
        }
        map[role] = "\(before),\(sides[1])"
      } else {
        map[role] = String(sides[1])
      }
    }
    return map
  }
}
