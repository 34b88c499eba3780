import GRPO

/// Settings simulated one by one: advantages by the estimator itself, gradient completion by
/// completion. It serves whatever is not a multiple of the dithered rewards: clamped and
/// leave-one-out-standardized advantages, active clips, which ask for the sign of each advantage, token
/// means, whose divisor depends on the group, decoupled advantages, and noise of few values whose sums with rewards may tie.
struct DirectEvaluator {
  /// Positions of the settings in the simulation.
  let members: [Int]
  private let dithers: [Int]
  /// Contributions of a completion by the sign of its advantage.
  private let positive, negative: SparseRows
  private let problem: Problem
  /// 1 over the unit of each setting.
  private let scales: [Double]
  private var evaluators: [GroupEvaluator]
  /// Of decoupled settings, with the place of their family; nil for the others.
  private var decoupled: [(evaluator: DecoupledEvaluator, family: Int)?]
  /// Zero of the rewards of each setting whose advantages need the other groups of the batch; nil for the others.
  private let origins: [Double?]
  private var sums: [[Double]]
  private var maxima: [Double]
  private var gradient: [Double]
  /// What the spread of rows adds to the square of the current gradient.
  private var spread = 0.0

  init(
    members: [Int], settings: [Setting], units: [Double], dithers: [Int], problem: Problem,
    components: ComponentNoise? = nil, faults: Faults = Faults(nil)
  ) throws {
    scales = members.map { 1 / units[$0] }
    evaluators = members.map { GroupEvaluator(settings[$0], problem, faults: faults) }
    decoupled = try members.map { s in
      guard settings[s].aggregation == .decoupled, let components, let tables = problem.components
      else { return nil }
      return (
        try DecoupledEvaluator(settings[s], tables, faults: faults),
        components.family(of: settings[s])
      )
    }
    origins = members.map {
      guard settings[$0].advantage.kind == .batchStandardized else { return nil }
      return faults.isPlanted ? 0 : settings[$0].origin(levels: problem.levels)
    }
    self.members = members
    self.dithers = members.map { dithers[$0] }
    self.problem = problem
    positive = problem.positive
    negative = problem.negative ?? problem.positive
    gradient = Array(repeating: 0, count: problem.parameterCount)
    let zero = [Double](repeating: 0, count: problem.parameterCount + MomentIndex.extra)
    sums = Array(repeating: zero, count: members.count)
    maxima = Array(repeating: 0, count: members.count)
  }

  mutating func add(
    _ sampler: GroupSampler, penalty: [Double]?, isDropped: Bool, tracker: inout GroupTracker?
  ) {
    for s in members.indices {
      if decoupled[s] != nil {
        addDecoupled(s, sampler, penalty: penalty, isDropped: isDropped, tracker: &tracker)
        continue
      }
      let others = origins[s].map {
        sampler.contextSums(
          dither: dithers[s], sigma: evaluators[s].setting.sigma, origin: $0)
      }
      evaluators[s].evaluate(
        outcomes: sampler.outcomes, rewards: sampler.rewards, noises: sampler.noises[dithers[s]],
        others: others)
      if isDropped { evaluators[s].drop() }
      add(
        evaluators[s].advantages, of: s, sampler, penalty: penalty, isSilent: sampler.isSilent,
        tracker: &tracker)
    }
  }

  private mutating func addDecoupled(
    _ s: Int, _ sampler: GroupSampler, penalty: [Double]?, isDropped: Bool,
    tracker: inout GroupTracker?
  ) {
    let noises = sampler.components!.noises[decoupled[s]!.family]
    decoupled[s]!.evaluator.evaluate(
      outcomes: sampler.outcomes, noises: noises, onAdvantages: sampler.noises[dithers[s]])
    if isDropped { decoupled[s]!.evaluator.drop() }
    let evaluator = decoupled[s]!.evaluator
    add(
      evaluator.advantages, of: s, sampler, penalty: penalty,
      isSilent: evaluator.isSilent(sampler.outcomes), tracker: &tracker)
  }

  private mutating func add(
    _ advantages: [Double], of s: Int, _ sampler: GroupSampler, penalty: [Double]?, isSilent: Bool,
    tracker: inout GroupTracker?
  ) {
    // Not in the unit of the advantages: with a penalty `Simulation.units` allows no unit but 1.
    for j in gradient.indices { gradient[j] = penalty?[j] ?? 0 }
    let largest = addContributions(advantages, sampler, scale: scales[s])
    record(s, isSilent: isSilent, largest: largest)
    if tracker != nil { track(s, &tracker!) }
  }

  private func track(_ s: Int, _ tracker: inout GroupTracker) {
    tracker.note(dot(gradient, gradient) + spread, setting: members[s], quantity: 0)
    for d in tracker.directions.indices {
      tracker.note(
        dot(tracker.directions[d], gradient), setting: members[s], quantity: 1 + d)
    }
  }

  /// Adds every completion's part to the gradient; returns the largest absolute advantage.
  private mutating func addContributions(
    _ advantages: [Double], _ sampler: GroupSampler, scale: Double
  ) -> Double {
    let share = problem.share(of: sampler.outcomes)
    var largest = 0.0
    for i in advantages.indices {
      let advantage = scale * advantages[i]
      // Tables are not copied, which would count references.
      if advantage < 0 {
        negative.add(sampler.outcomes[i], scale: advantage * share, to: &gradient)
      } else {
        positive.add(sampler.outcomes[i], scale: advantage * share, to: &gradient)
      }
      largest = max(largest, abs(advantage))
    }
    if positive.hasSpread { addSpread(advantages, sampler, scale: scale * share) }
    return largest
  }

  private mutating func addSpread(
    _ advantages: [Double], _ sampler: GroupSampler, scale: Double
  ) {
    spread = 0
    for i in advantages.indices {
      let part = scale * advantages[i]
      spread += part * part * positive.spread(sampler.outcomes[i])
    }
  }

  private mutating func record(_ s: Int, isSilent: Bool, largest: Double) {
    let p = gradient.count
    var square = spread
    for j in 0..<p {
      sums[s][j] += gradient[j]
      square += gradient[j] * gradient[j]
    }
    sums[s][p + MomentIndex.square] += square
    sums[s][p + MomentIndex.silent] += isSilent ? 1 : 0
    sums[s][p + MomentIndex.largest] += largest
    maxima[s] = max(maxima[s], largest)
  }

  /// Moves the sums of one member out, ready for the next block.
  mutating func takeSums(of member: Int, into target: inout [Double]) {
    for row in target.indices {
      target[row] = sums[member][row]
      sums[member][row] = 0
    }
  }

  /// Reads the largest absolute advantage of a member and sets it to 0.
  mutating func takeMaximum(of member: Int) -> Double {
    defer { maxima[member] = 0 }
    return maxima[member]
  }
}
