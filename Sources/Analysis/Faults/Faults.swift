package import GRPO

/// The one seam at which planted errors enter: what is simulated asks it at every step, and without an
/// error it does nothing.
package struct Faults: Sendable {
  /// Whether there is an error at all.
  package let isPlanted: Bool
  private let fault: Fault?

  /// The mistake of a negative control; nil for none.
  package init(_ error: PlantedError?) {
    isPlanted = error != nil
    fault = error?.fault
  }

  // Before a run.

  /// The setting that is simulated in place of this.
  package func setting(_ asked: Setting) -> Setting {
    guard case .setting(let change) = fault else { return asked }
    var changed = asked
    change(&changed)
    return changed
  }

  /// The problem that is simulated in place of this.
  func problem(_ asked: Problem, groupSize: Int) -> Problem {
    guard case .problem(let replacement) = fault else { return asked }
    return replacement(asked, groupSize)
  }

  func seed(_ asked: UInt64) -> UInt64 {
    guard case .seed(let change) = fault else { return asked }
    return change(asked)
  }

  func stream(_ asked: UInt64) -> UInt64 {
    guard case .stream(let change) = fault else { return asked }
    return change(asked)
  }

  /// Whether groups of equal raw rewards are skipped.
  package var dropsSilentGroups: Bool {
    if case .silentGroups = fault { true } else { false }
  }

  /// Whether advantages must be computed one by one.
  var changesAdvantages: Bool {
    switch fault {
    case .dithered, .advantages: true
    case .setting, .problem, .seed, .stream, .rewards, .noise, .repeatedNoise, .sharedNoise,
      .silentGroups, nil:
      false
    }
  }

  // In a group.

  /// Changes raw rewards just drawn.
  func change(rewards: inout [Double]) {
    if isPlanted, case .rewards(let change) = fault { change(&rewards) }
  }

  /// Whether every second group takes over the noise of the group before.
  var repeatsNoise: Bool {
    if isPlanted, case .repeatedNoise = fault { true } else { false }
  }

  /// Whether the components of a reward take over the noise of the first.
  var sharesNoise: Bool {
    if isPlanted, case .sharedNoise = fault { true } else { false }
  }

  /// Changes unit-variance noise just drawn.
  package func change(
    noise: inout [Double], _ family: NoiseFamily, rewards: [Double], outcomes: [Int]
  ) {
    guard isPlanted, case .noise(let change) = fault else { return }
    change(&noise, RawGroup(family: family, rewards: rewards, outcomes: outcomes))
  }

  /// Writes the advantages of a group.
  ///
  /// - Parameters:
  ///   - dithered: the rewards that they are computed from; an error may change them.
  ///   - raw: the rewards before the dither.
  ///   - batch: the sums of the batch, where advantages look at it.
  func fill(
    _ advantages: inout [Double], dithered: inout [Double], raw: [Double], setting: Setting,
    batch: RewardSums? = nil
  ) {
    if isPlanted, case .dithered(let change) = fault { change(&dithered) }
    setting.advantage.fill(&advantages, rewards: dithered, batch: batch)
    guard isPlanted, case .advantages(let change) = fault else { return }
    change(
      &advantages, GradedGroup(dithered: dithered, raw: raw, setting: setting, batch: batch))
  }
}
