import GRPO
import GSL

/// Draws groups of one prompt: outcomes, their rewards, and one unit-variance noise vector per dither.
///
/// Every setting of a run sees the same draws, so one draw serves all sigmas and all advantages, and
/// differences between settings have far smaller errors than the settings themselves.
struct GroupSampler {
  private let sampler: AliasTable
  /// By outcome.
  private let rawRewards: [Double]
  private let faults: Faults
  private var sources: [NoiseSource]
  private(set) var outcomes: [Int]
  private(set) var rewards: [Double]
  /// Unit-variance noise by dither.
  private(set) var noises: [[Double]]
  private(set) var isSilent = false
  private var context: BatchSampler?
  /// For decoupled advantages; nil where no setting has them.
  private(set) var components: ComponentNoise?

  init(_ plan: Simulation, problem: Problem, dithers: [Dither]) throws {
    sampler = problem.sampler
    rawRewards = problem.rewards
    let faults = plan.sampling.faults
    self.faults = faults
    sources = dithers.map { NoiseSource($0, faults: faults) }
    if plan.settings.contains(where: { $0.advantage.kind == .batchStandardized }) {
      context = try BatchSampler(plan, dithers: dithers)
    }
    components = try ComponentNoise(
      plan.settings, components: problem.components, groupSize: plan.groupSize, faults: faults)
    outcomes = Array(repeating: 0, count: plan.groupSize)
    rewards = Array(repeating: 0, count: plan.groupSize)
    noises = Array(repeating: rewards, count: dithers.count)
  }

  /// Begins anew: planted errors may remember the group before.
  mutating func restart() {
    for d in sources.indices { sources[d].restart() }
    components?.restart()
  }

  mutating func draw(using stream: inout RandomStream) {
    sampler.fill(&outcomes, using: &stream)
    for i in outcomes.indices { rewards[i] = rawRewards[outcomes[i]] }
    faults.change(rewards: &rewards)
    isSilent = allEqual(rewards)
    for d in sources.indices {
      sources[d].fill(&noises[d], rewards: rewards, outcomes: outcomes, using: &stream)
    }
    context?.draw(using: &stream)
    components?.draw(rewards: rewards, outcomes: outcomes, using: &stream)
  }

  private func allEqual(_ values: [Double]) -> Bool {
    for value in values where value != values[0] { return false }
    return true
  }

  /// Reward sums over the other groups of the batch under dither `index` at `sigma`.
  func contextSums(dither index: Int, sigma: Double, origin: Double) -> RewardSums {
    context?.sums(dither: index, sigma: sigma, origin: origin) ?? RewardSums()
  }

  /// Centred inner products over the whole batch, this group's being `own`.
  func batchSquares(dither index: Int, own: RewardSquares) -> RewardSquares {
    context?.squares(dither: index, rewards: rewards, noise: noises[index]) ?? own
  }
}

/// Draws the other groups of a batch; they matter by their rewards only.
struct BatchSampler {
  private let set: ProblemSet
  private let groupSize: Int
  private let otherGroups: Int
  private let dithers: [Dither]
  private let prompts: AliasTable
  private var rewards: [Double]
  private var noises: [[Double]]
  /// Of one group.
  private var own: [Double]

  init(_ plan: Simulation, dithers: [Dither]) throws {
    set = plan.set
    groupSize = plan.groupSize
    // One number for all settings, as `Simulation` demands.
    otherGroups = plan.settings[0].batchGroups - 1
    self.dithers = dithers
    prompts = try AliasTable(weights: plan.set.problems.map(\.weight))
    rewards = Array(repeating: 0, count: groupSize * otherGroups)
    noises = Array(repeating: rewards, count: dithers.count)
    own = Array(repeating: 0, count: groupSize)
  }

  mutating func draw(using stream: inout RandomStream) {
    for group in 0..<otherGroups {
      let problem = set.problems[prompts.draw(using: &stream)]
      let (sampler, rawRewards) = (problem.sampler, problem.rewards)
      for i in 0..<groupSize {
        rewards[group * groupSize + i] = rawRewards[sampler.draw(using: &stream)]
      }
    }
    for d in dithers.indices {
      // What a group shares is drawn for each.
      if dithers[d].correlation > 0 {
        fillGroups(d, using: &stream)
      } else {
        dithers[d].fill(&noises[d], using: &stream)
      }
    }
  }

  private mutating func fillGroups(_ d: Int, using stream: inout RandomStream) {
    for group in 0..<otherGroups {
      dithers[d].fill(&own, using: &stream)
      for i in 0..<groupSize { noises[d][group * groupSize + i] = own[i] }
    }
  }

  func sums(dither index: Int, sigma: Double, origin: Double) -> RewardSums {
    var sums = RewardSums()
    switch dithers[index].mode {
    case .additive:
      for i in rewards.indices { sums.add(rewards[i] - origin + sigma * noises[index][i]) }
    case .multiplicative:
      for i in rewards.indices {
        sums.add(rewards[i] - origin + sigma * rewards[i] * noises[index][i])
      }
    case .onAdvantages:
      for i in rewards.indices { sums.add(rewards[i] - origin) }
    }
    return sums
  }

  /// Centred inner products of this batch with one more group. Rewards are taken relative to one of
  /// them, so that a batch of equal rewards gives exactly 0.
  func squares(dither index: Int, rewards own: [Double], noise ownNoise: [Double]) -> RewardSquares
  {
    let origin = own[0]
    var (r, z) = (0.0, 0.0)
    var sums = RewardSquares()
    func add(_ reward: Double, _ noise: Double) {
      let shifted = reward - origin
      r += shifted
      z += noise
      sums.rr += shifted * shifted
      sums.rz += shifted * noise
      sums.zz += noise * noise
    }
    for i in own.indices { add(own[i], ownNoise[i]) }
    for i in rewards.indices { add(rewards[i], noises[index][i]) }
    let n = Double(own.count + rewards.count)
    // Rewards are relative to one of their own, so that the difference is 1/n of the sum at least,
    // log10 n digits lost; noise has mean 0.
    sums.rr -= r * r / n
    sums.rz -= r * z / n
    sums.zz -= z * z / n
    return sums
  }
}
