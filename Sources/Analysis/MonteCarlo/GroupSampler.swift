import GRPO
import GSL

/// Draws groups of one prompt: outcomes, their rewards, and one unit-variance noise vector per dither.
///
/// Every setting of a run sees the same draws, so one draw serves all sigmas and all advantages, and
/// differences between settings have far smaller errors than the settings themselves.
struct GroupSampler {
  let problem: Problem
  let groupSize: Int
  let dithers: [Dither]
  private(set) var outcomes: [Int]
  private(set) var rewards: [Double]
  /// Unit-variance noise by dither.
  private(set) var noises: [[Double]]
  private(set) var isSilent = false
  private var context: BatchSampler?
  private let planted: PlantedError?

  init(
    problem: Problem, groupSize: Int, dithers: [Dither], context: BatchSampler?,
    planted: PlantedError?
  ) {
    self.planted = planted
    self.problem = problem
    self.groupSize = groupSize
    self.dithers = dithers
    self.context = context
    outcomes = Array(repeating: 0, count: groupSize)
    rewards = Array(repeating: 0, count: groupSize)
    noises = Array(repeating: rewards, count: dithers.count)
  }

  mutating func draw(using stream: inout RandomStream) {
    for i in 0..<groupSize {
      let outcome = problem.sampler.draw(using: &stream)
      outcomes[i] = outcome
      rewards[i] = problem.rewards[outcome]
    }
    let level = problem.levelOfOutcome[outcomes[0]]
    isSilent = outcomes.allSatisfy { problem.levelOfOutcome[$0] == level }
    for d in dithers.indices {
      dithers[d].fill(&noises[d], using: &stream)
      planted?.corrupt(noise: &noises[d], rewards: rewards)
    }
    context?.draw(using: &stream)
  }

  /// Reward sums over the other groups of the batch under dither `index` at `sigma`.
  func contextSums(dither index: Int, sigma: Double) -> RewardSums? {
    context?.sums(dither: index, sigma: sigma)
  }
}

/// Draws the other groups of a batch; they matter by the sums of their dithered rewards only.
struct BatchSampler {
  let set: ProblemSet
  let groupSize: Int
  let otherGroups: Int
  let dithers: [Dither]
  private let prompts: AliasTable
  private var rewards: [Double]
  private var noises: [[Double]]

  init(set: ProblemSet, groupSize: Int, otherGroups: Int, dithers: [Dither]) throws {
    self.set = set
    self.groupSize = groupSize
    self.otherGroups = otherGroups
    self.dithers = dithers
    prompts = try AliasTable(weights: set.problems.map(\.weight))
    rewards = Array(repeating: 0, count: groupSize * otherGroups)
    noises = Array(repeating: rewards, count: dithers.count)
  }

  mutating func draw(using stream: inout RandomStream) {
    for group in 0..<otherGroups {
      let problem = set.problems[prompts.draw(using: &stream)]
      for i in 0..<groupSize {
        rewards[group * groupSize + i] = problem.rewards[problem.sampler.draw(using: &stream)]
      }
    }
    for d in dithers.indices { dithers[d].fill(&noises[d], using: &stream) }
  }

  func sums(dither index: Int, sigma: Double) -> RewardSums {
    var sums = RewardSums()
    for i in rewards.indices { sums.add(rewards[i] + sigma * noises[index][i]) }
    return sums
  }
}
