import GRPO

/// What a simulation of one prompt can know of its own errors, for every setting of a sweep.
struct Reliability: Sendable {
  private let rare: RareGroups?
  /// By vectors of rewards, for decoupled advantages.
  private let rareVectors: RareGroups?
  private let levels: [(reward: Double, probability: Double)]
  private let groups: Int
  private let averagesNoise: Bool
  /// What variances are multiplied by.
  private let shrink: Double

  /// What errors are judged by.
  enum Knowledge {
    /// The scatter of the sample alone.
    case seen
    /// The scatter, and what is known of groups that the run sees too seldom; as of another number of groups that find
    /// the same.
    case all(asOf: Int? = nil)
  }

  init(
    _ problem: Problem, groupSize: Int, groups: Int, method: SamplingMethod,
    knowledge: Knowledge = .all()
  ) {
    var (asOf, countsRare) = (groups, true)
    switch knowledge {
    case .seen: countsRare = false
    case .all(let supposed): asOf = supposed ?? groups
    }
    self.groups = asOf
    shrink = groups == asOf ? 1 : Double(groups) / Double(asOf)
    averagesNoise = method.contains(.conditional)
    var probabilities = [Double](repeating: 0, count: problem.levels.count)
    for (outcome, level) in problem.levelOfOutcome.enumerated() {
      probabilities[level] += problem.probabilities[outcome]
    }
    levels = zip(problem.levels, probabilities).map { ($0, $1) }
    // Strata have groups of every composition; what lies behind a reward that a grader saw may still be missed.
    rare =
      groups == 0 || !countsRare
      ? nil
      : RareGroups(
        problem, groupSize: groupSize, groups: asOf,
        knowsCompositions: method.contains(.stratified))
    rareVectors = problem.components.flatMap {
      groups == 0 || !countsRare
        ? nil : RareGroups(problem, groupSize: groupSize, groups: asOf, vectorsOf: $0)
    }
  }

  /// The moments with the errors that they deserve, and what there is to say about them.
  func judge(
    _ moments: GradientMoments, _ setting: Setting, valueNorm: Double
  ) -> (moments: GradientMoments, notes: [String]) {
    var judged = moments
    if shrink != 1 { judged.covariance = moments.covariance.map { shrink * $0 } }
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
