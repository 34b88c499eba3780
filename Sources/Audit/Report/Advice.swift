import GRPO

/// One thing to do, or to leave as it is.
public struct Advice: Hashable, Sendable {
  /// A sentence or two, with the number that speaks for it and its interval.
  public let text: String
  /// The setting in the words of the system; nil where there is none.
  public let setting: String?
  /// The claim that it rests on.
  public let claim: String
  /// Whether its direction holds for any run of this kind, or only as far as the numbers of this log go.
  public let isRobust: Bool
  /// How much of the signal to noise it is about, from 0 to 1: the order of the list.
  public let gain: Double

  /// All of it as people read it: text, setting, whether it is robust, claim.
  public var words: String {
    let end =
      isRobust ? "Robust" : "Not robust: where rewards nearly tie, noise may do the opposite"
    return text + (setting.map { " [\($0)]" } ?? "") + " \(end); claim \(claim)."
  }
}
