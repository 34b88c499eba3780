/// How the noise of a group meets its rewards.
///
/// ```
/// additive:        A(r + sigma e)
/// multiplicative:  A(r (1 + sigma e))
/// on-advantages:   A(r) + sigma e
/// ```
///
/// with A the advantages as a function of the rewards of the group, clamp included.
public enum NoiseMode: String, CaseIterable, Codable, Hashable, Sendable {
  /// Added to the rewards, in their units.
  case additive
  /// Added to the rewards in proportion to each: sigma is a share of the reward, whose own noise has
  /// standard deviation `sigma abs(r)`. A reward of 0 has none.
  case multiplicative
  /// Added to the advantages after everything else, a clamp or whitening included, in units of
  /// advantage: the rewards stay as they are (claim AdvantageNoise).
  case onAdvantages = "on-advantages"
}
