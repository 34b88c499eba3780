import GRPO
import GSL

/// Draws the unit-variance noise of the components of rewards, for decoupled advantages: one vector for
/// each component, of each family that a setting asks for.
struct ComponentNoise {
  /// The families, by their dithers of one component.
  private let families: [Dither]
  private var sources: [NoiseSource]
  private let sharesNoise: Bool
  /// By family and component, one number for each completion.
  private(set) var noises: [[[Double]]]

  /// nil where no setting asks for it.
  init?(
    _ settings: [Setting], components: ComponentTables?, groupSize: Int, faults: Faults
  ) throws {
    let decoupled = settings.filter { $0.aggregation == .decoupled }
    guard !decoupled.isEmpty, let components else { return nil }
    families = try decoupled.reduce(into: []) { known, setting in
      let own = try setting.dither.with(components: [1])
      if !known.contains(own) { known.append(own) }
    }
    sharesNoise = faults.sharesNoise
    sources = families.map { NoiseSource($0, faults: faults) }
    let zeros = [Double](repeating: 0, count: groupSize)
    noises = families.map { _ in components.weights.map { _ in zeros } }
  }

  /// The place of a setting's family in `noises`.
  func family(of setting: Setting) -> Int {
    families.firstIndex { (try? setting.dither.with(components: [1])) == $0 }!
  }

  /// Begins anew: planted errors may remember the group before.
  mutating func restart() {
    for f in sources.indices { sources[f].restart() }
  }

  /// Overwrites all noise, family by family and in it component by component.
  mutating func draw(rewards: [Double], outcomes: [Int], using stream: inout RandomStream) {
    for f in sources.indices {
      for k in noises[f].indices {
        sources[f].fill(&noises[f][k], rewards: rewards, outcomes: outcomes, using: &stream)
        if sharesNoise { noises[f][k] = noises[f][0] }
      }
    }
  }
}
