import GRPO

/// A Monte Carlo run: many groups of every prompt of a set, each seen by all settings.
///
/// Each chunk of a prompt's groups draws from a stream of its own, so the result depends on the seed and
/// the number of groups, not on the number of threads.
public struct Simulation: Sendable {
  /// The prompts that groups are drawn for.
  public private(set) var set: ProblemSet
  /// What is simulated on the same draws; all of one group size.
  public let settings: [Setting]
  /// Paired differences to follow besides.
  public let contrasts: [Contrast]
  /// How many groups per prompt, from which random streams, on how many threads.
  public let sampling: Sampling

  /// Takes the general path for every setting; tests hold the two paths together.
  var isGeneral = false

  /// Draws groups by counts where the law allows; the largest advantage is then that of one
  /// group in 64. Short runs draw completions: there every group counts.
  var drawsCounts: Bool

  /// No planted error and nothing followed needs single completions.
  var canDrawCounts: Bool {
    drawsCounts && sampling.plantedError == nil && trackedDirections == nil
  }

  /// Draws completions by blocks of tokens where the law allows (`TokenBlocks`); tests compare.
  var drawsBlocks = true

  /// No planted error and nothing followed needs a group of its own.
  var canDrawBlocks: Bool {
    drawsBlocks && !isGeneral && sampling.plantedError == nil && trackedDirections == nil
  }

  /// Directions along which single groups are followed, besides norm(g)^2; nil follows nothing.
  var trackedDirections: [[Double]]?

  /// Puts the gradient of every group of equal raw rewards to 0: a filter on raw rewards.
  var dropsSilentGroups = false

  /// How chunks are added up (``ChunkPlan``); tests have smaller lots.
  var shape = TreeShape.usual

  var groupSize: Int { settings[0].groupSize }

  /// - Throws: `AnalysisError` without settings, with unequal group sizes or fewer than two groups.
  public init(
    _ set: ProblemSet, settings: [Setting], contrasts: [Contrast] = [], sampling: Sampling
  ) throws {
    guard let first = settings.first else { throw AnalysisError("nothing to simulate") }
    guard settings.allSatisfy({ $0.groupSize == first.groupSize }) else {
      throw AnalysisError("settings of one simulation need one group size")
    }
    guard settings.allSatisfy({ $0.batchGroups == first.batchGroups }) else {
      throw AnalysisError("settings of one simulation need one number of groups per batch")
    }
    guard sampling.groups >= 2 else {
      throw AnalysisError("at least 2 groups are needed, got \(sampling.groups)")
    }
    guard set.problems.count <= StreamNumber.promptLimit else {
      throw AnalysisError(
        "a simulation has random streams for \(StreamNumber.promptLimit) prompts, got "
          + "\(set.problems.count)")
    }
    guard sampling.threads >= 1 else {
      throw AnalysisError("at least 1 thread is needed, got \(sampling.threads)")
    }
    self.set = set
    self.settings = try settings.map { try $0.resolved(for: set.components) }
    if !sampling.method.drawsAlike, self.settings.contains(where: { $0.aggregation == .decoupled })
    {
      throw AnalysisError("\(sampling.method.name): not for decoupled advantages, plain is")
    }
    if !sampling.method.drawsAlike, set.problems.contains(where: { $0.tokenCounts != nil }) {
      throw AnalysisError(
        "\(sampling.method.name): not for a token mean over completions of different length, plain is"
      )
    }
    self.contrasts = contrasts
    self.sampling = sampling
    // One group in 64 then still shows 1024 largest advantages.
    drawsCounts = sampling.groups >= 65_536
  }

  /// The simulation of other problems in place of its own, of the same number.
  func replacing(_ change: (Problem) throws -> Problem) rethrows -> Simulation {
    var copy = self
    copy.set = try set.replacing(change)
    return copy
  }

  /// What was followed for each setting, then for each contrast.
  func trackedQuantities(_ problem: Problem) -> [TrackedQuantities]? {
    guard let trackedDirections else { return nil }
    let single = settings.map {
      TrackedQuantities(directions: trackedDirections, bound: GradientBound(problem, $0))
    }
    return single + contrasts.map { TrackedQuantities(single[$0.setting], single[$0.baseline]) }
  }
}
