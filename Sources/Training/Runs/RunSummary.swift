/// One run in a few numbers.
public struct RunSummary: Hashable, Sendable {
  /// Steps after which V was first seen at the threshold or above; nil when it never was.
  public package(set) var reached: Int?
  /// V before the first step.
  public package(set) var initialValue = 0.0
  /// V at the first look after a quarter of the run.
  public package(set) var earlyValue = 0.0
  /// V at the end.
  public package(set) var finalValue = 0.0
  /// Entropy at the end over that at the start.
  public package(set) var entropyShare = 1.0
  /// Steps after which less than a twentieth of the entropy was left, where that is watched.
  package var sureAfter: Int?
  /// True when the run left the finite numbers.
  public package(set) var hasDiverged = false

  /// A run that has not begun.
  package static let empty = RunSummary()

  /// The share of the entropy below which a policy is sure.
  static let sureShare = 0.05

  /// A run has collapsed when less than a twentieth of its entropy is left and V is below the
  /// threshold, or when it has diverged: it is sure of what is wrong, and will hardly learn any more.
  public func hasCollapsed(threshold: Double) -> Bool {
    hasDiverged || finalValue < threshold && entropyShare < Self.sureShare
  }
}
