import GRPO

/// Adds up groups with the noise they were drawn with, and, for antithetic pairs, with its mirror
/// image too; the mean of a pair is one sample.
///
/// Advantages are those of the estimator itself, whatever it is: settings side by side where that can be
/// (`NoiseLanes`), one by one elsewhere. Every noise family is symmetric, so the mirror image has the same law.
struct NoiseTally: GroupTally {
  private let problem: Problem
  private let dithers: [Int]
  private let signs: [Double]
  private let lanes: [NoiseLanes]
  /// Of the settings that go one by one, as all that follows: positions, and 1 over the unit.
  private let singles: [Int]
  private let scales: [Double]
  private var evaluators: [GroupEvaluator]
  private var rewards: [Double]
  private var gradient: [Double]
  /// What the spread of rows adds to the square of the gradient.
  private var spread = 0.0
  private var penalty: [Double]
  private var silentCount = 0
  private var sums: [[Double]]
  private var maxima: [Double]
  private var block: [Double]

  /// - Parameters:
  ///   - signs: of the images of the noise whose mean is one sample: 1, or 1 and -1.
  ///   - isGeneral: whether all settings go one by one; tests hold the two paths together.
  init(
    _ problem: Problem, settings: [Setting], units: [Double], signs: [Double],
    isGeneral: Bool = false
  ) {
    self.problem = problem
    self.signs = signs
    dithers = DitherTable(settings).index
    let paths =
      isGeneral
      ? (lanes: [], others: Array(settings.indices))
      : NoiseLanes.partition(settings, problem, units: units)
    lanes = paths.lanes.map {
      NoiseLanes(problem, key: $0.key, members: $0.members, settings: settings)
    }
    singles = paths.others
    scales = singles.map { 1 / units[$0] }
    evaluators = singles.map { GroupEvaluator(settings[$0], problem) }
    rewards = Array(repeating: 0, count: settings[0].groupSize)
    gradient = Array(repeating: 0, count: problem.parameterCount)
    penalty = gradient
    block = Array(repeating: 0, count: problem.parameterCount + MomentIndex.extra)
    sums = Array(repeating: block, count: singles.count)
    maxima = Array(repeating: 0, count: singles.count)
  }

  mutating func add(_ group: DrawnGroup) {
    for i in rewards.indices { rewards[i] = problem.rewards[group.outcomes[i]] }
    gatherPenalty(group.outcomes)
    var isSilent = true
    for reward in rewards where reward != rewards[0] { isSilent = false }
    if isSilent { silentCount += 1 }
    let weight = 1 / Double(signs.count)
    for lanes in lanes {
      for sign in signs {
        lanes.add(
          outcomes: group.outcomes, rewards: rewards, noises: group.noises[lanes.dither],
          penalty: problem.penalty == nil ? nil : penalty, sign: sign, weight: weight)
      }
    }
    for s in evaluators.indices {
      for sign in signs { add(group, s, sign: sign) }
    }
  }

  private mutating func gatherPenalty(_ outcomes: [Int]) {
    guard let rows = problem.penalty else { return }
    for j in penalty.indices { penalty[j] = 0 }
    for outcome in outcomes { rows.add(outcome, scale: 1 / Double(outcomes.count), to: &penalty) }
  }

  private mutating func add(_ group: DrawnGroup, _ s: Int, sign: Double) {
    // Without a batch: advantages that need one were refused by `ReducedSimulation`.
    evaluators[s].evaluate(
      outcomes: group.outcomes, rewards: rewards, noises: group.noises[dithers[singles[s]]],
      sign: sign)
    let largest = fillGradient(evaluators[s].advantages, group.outcomes, scale: scales[s])
    let weight = 1 / Double(signs.count)
    let p = gradient.count
    for j in 0..<p { sums[s][j] += weight * gradient[j] }
    sums[s][p + MomentIndex.square] += weight * (dot(gradient, gradient) + spread)
    sums[s][p + MomentIndex.largest] += weight * largest
    maxima[s] = max(maxima[s], largest)
  }

  /// Fills the group gradient; returns the largest absolute advantage.
  private mutating func fillGradient(
    _ advantages: [Double], _ outcomes: [Int], scale: Double
  ) -> Double {
    // Not in the unit of the advantages: with a penalty there is none but 1 (`Simulation.units`).
    for j in gradient.indices { gradient[j] = penalty[j] }
    var largest = 0.0
    let isSpread = problem.positive.hasSpread
    spread = 0
    for i in advantages.indices {
      let advantage = scale * advantages[i]
      let rows = advantage < 0 ? (problem.negative ?? problem.positive) : problem.positive
      let part = advantage / Double(advantages.count)
      rows.add(outcomes[i], scale: part, to: &gradient)
      if isSpread { spread += part * part * rows.spread(outcomes[i]) }
      largest = max(largest, abs(advantage))
    }
    return largest
  }

  mutating func closeBlock(count: Int, into accumulators: inout [MomentAccumulator]) {
    let silent = gradient.count + MomentIndex.silent
    for lanes in lanes {
      for (member, s) in lanes.members.enumerated() {
        accumulators[s].note(maximum: lanes.takeSums(of: member, into: &block))
        block[silent] = Double(silentCount)
        accumulators[s].add(blockSum: block, count: count)
      }
    }
    for (i, s) in singles.enumerated() {
      sums[i][silent] = Double(silentCount)
      accumulators[s].add(blockSum: sums[i], count: count)
      accumulators[s].note(maximum: maxima[i])
      for j in sums[i].indices { sums[i][j] = 0 }
    }
    silentCount = 0
  }
}
