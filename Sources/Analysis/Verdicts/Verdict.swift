/// Whether a statement is true, as far as exact law and simulation can tell.
public enum Verdict: String, CaseIterable, Codable, Sendable {
  /// The exact law, where there is one, and a simulation that would have seen a deviation agree
  /// with it.
  case holds
  /// The simulation refutes it, and so does the exact law where there is one.
  case fails
  /// The simulation is too small to tell: see `Finding.verdict(at:)`.
  case undecided
  /// Simulation and exact law contradict each other: something is broken.
  case inconsistent
}

/// How a verdict stands to the expected one.
public enum Standing: String, CaseIterable, Sendable {
  /// The finding is decided, in the way that was expected.
  case asExpected = "as expected"
  /// Not decided: more groups are needed, nothing is wrong.
  case undecided
  /// The finding is decided, but otherwise than expected.
  case notAsExpected = "not as expected"
}
