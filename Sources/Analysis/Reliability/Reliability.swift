import GRPO

/// What a simulation of one prompt can know of its own errors, for every setting of a sweep.
struct Reliability: Sendable {
  private let rare: RareGroups?
  /// By vectors of rewards, for decoupled advantages.
  private let rareVectors: RareGroups?
  private let levels: [(reward: Double, probability: Double)]
  private let groups: Int
  private let averagesNoise: Bool

  init(_ problem: Problem, groupSize: Int, groups: Int, method: SamplingMethod) {
    self.groups = groups
    averagesNoise = method.contains(.conditional)
    var probabilities = [Double](repeating: 0, count: problem.levels.count)
    for (outcome, level) in problem.levelOfOutcome.enumerated() {
      probabilities[level] += problem.probabilities[outcome]
    }
    levels = zip(problem.levels, probabilities).map { ($0, $1) }
    // Strata have groups of every composition.
    rare =
      method.contains(.stratified) || groups == 0
      ? nil : RareGroups(problem, groupSize: groupSize, groups: groups)
    rareVectors = problem.components.flatMap {
      groups == 0
        ? nil : RareGroups(problem, groupSize: groupSize, groups: groups, vectorsOf: $0)
    }
  }

  /// The moments with the errors that they deserve, and what there is to say about them.
  func judge(
    _ moments: GradientMoments, _ setting: Setting, valueNorm: Double
  ) -> (moments: GradientMoments, notes: [String]) {
    var judged = moments
    var notes: [String] = []
    let kinds = setting.aggregation == .decoupled ? rareVectors : rare
    let share = kinds?.share(setting, unit: moments.unit)
    if let share, judged.widen(by: share, valueNorm: valueNorm) {
      notes.append(
        "groups so rare that a run of \(groups) may miss them carry most of the error, which is "
          + "that of their known probability")
    }
    if !averagesNoise {
      let order = MomentOrder(setting, levels: levels, groups: groups)
      judged.limit(to: order)
      notes += order.notes
    }
    return (judged, notes)
  }
}
