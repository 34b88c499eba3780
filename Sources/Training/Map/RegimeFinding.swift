/// What was found in one regime, without what the options tell: the regime and its noises.
package struct RegimeFinding: Hashable, Codable, Sendable {
  /// What the runs without noise have found.
  package let plain: ComparisonRow.Found
  /// By noise.
  package let noises: [Noise]

  /// What was found with one noise.
  package struct Noise: Hashable, Codable, Sendable {
    /// What the runs have found.
    package let found: ComparisonRow.Found
    /// What the exact laws say.
    package let explanation: Explanation
    /// What sigma is best among those of this law and schedule.
    package let choice: SigmaChoice
  }
}
