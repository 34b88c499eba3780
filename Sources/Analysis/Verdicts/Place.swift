/// Where something was measured.
public struct Place: Codable, Hashable, Sendable {
  /// The policy, or the rewards of the group: "five arms".
  public let policy: String
  /// Advantage, noise, sigma and group size; nil for a policy alone.
  public let setting: Setting?
  /// In words: "five arms, G 4, gaussian, sigma 0.3".
  public let text: String

  /// A policy under a setting.
  ///
  /// - Parameter text: the words for it, where they should say more than policy and setting.
  public init(_ policy: String, _ setting: Setting?, text: String? = nil) {
    self.policy = policy
    self.setting = setting
    self.text = text ?? setting.map { "\(policy), \($0.text)" } ?? policy
  }

  init(_ problem: Problem, _ setting: Setting) { self.init(problem.name, setting) }

  init(_ group: FixedGroup) { self.init(group.rewardText, group.setting) }
}
