/// Whose runs were over before they had reached the threshold, and what that makes of the ratio of
/// restricted mean steps.
///
/// A run that did not get there counts as long as it is, which is less than it would have taken. So the
/// ratio is too small where noisy runs were cut, too large where runs without noise were, and where both
/// were it depends on the length of the runs in a way that nobody knows.
public enum Censoring: String, CaseIterable, Codable, Sendable {
  /// All runs got there: the ratio is that of the mean steps.
  case none
  /// Some with noise did not: the ratio of mean steps is at least this one.
  case dithered
  /// Some without noise did not: the ratio of mean steps is at most this one.
  case plain
  /// Some of both did not.
  case both
  /// None of either did: there is no ratio.
  case unreached

  init(_ plainShare: Double, _ ditheredShare: Double) {
    switch (plainShare, ditheredShare) {
    case (0, 0): self = .unreached
    case (1, 1): self = .none
    case (1, _): self = .dithered
    case (_, 1): self = .plain
    default: self = .both
    }
  }
}
