import GRPO
import GSL

/// The inner loop: draws groups and adds up, for every setting, the vector
///
///     (g_1 ... g_P, norm(g)^2, silent, max |A|)
///
/// in blocks. Buffers are made once; nothing is allocated per group.
struct SimulationKernel {
  private let problem: Problem
  private let settings: [Setting]
  private let ditherIndex: [Int]
  private let contrasts: [Contrast]
  private let planted: PlantedError?
  private var sampler: GroupSampler
  private(set) var accumulators: [MomentAccumulator]
  private var sums: [[Double]]
  private var dithered: [Double]
  private var advantages: [Double]
  private var gradient: [Double]
  private var penalty: [Double]

  init(_ plan: Simulation, prompt index: Int) throws {
    problem = plan.set.problems[index]
    settings = plan.settings.map { plan.plantedError?.apply(to: $0) ?? $0 }
    contrasts = plan.contrasts
    planted = plan.plantedError
    var dithers: [Dither] = []
    ditherIndex = plan.settings.map { setting in
      if let known = dithers.firstIndex(of: setting.dither) { return known }
      dithers.append(setting.dither)
      return dithers.count - 1
    }
    let groupSize = plan.groupSize
    let needsBatch = settings.contains { $0.advantage.kind == .batchStandardized }
    sampler = GroupSampler(
      problem: problem, groupSize: groupSize, dithers: dithers,
      context: needsBatch
        ? try BatchSampler(
          set: plan.set, groupSize: groupSize, otherGroups: settings[0].batchGroups - 1,
          dithers: dithers) : nil,
      planted: plan.plantedError)
    gradient = Array(repeating: 0, count: problem.parameterCount)
    penalty = gradient
    dithered = Array(repeating: 0, count: groupSize)
    advantages = dithered
    let dimension = problem.parameterCount + Coordinate.extra
    sums = Array(repeating: Array(repeating: 0, count: dimension), count: settings.count)
    let empty = MomentAccumulator(dimension: dimension)
    accumulators = Array(repeating: empty, count: settings.count + contrasts.count)
  }

  /// Simulates `count` groups and closes a block.
  mutating func runBlock(count: Int, using stream: inout RandomStream) {
    for s in sums.indices {
      for i in sums[s].indices { sums[s][i] = 0 }
    }
    for _ in 0..<count {
      sampler.draw(using: &stream)
      gatherPenalty()
      for s in settings.indices { addGroup(setting: s) }
    }
    for s in settings.indices { accumulators[s].add(blockSum: sums[s], count: count) }
    for (c, contrast) in contrasts.enumerated() {
      var difference = sums[contrast.setting]
      add(sums[contrast.baseline], scale: -1, to: &difference)
      accumulators[settings.count + c].add(blockSum: difference, count: count)
    }
  }

  private mutating func gatherPenalty() {
    guard let rows = problem.penalty else { return }
    for i in penalty.indices { penalty[i] = 0 }
    let share = 1 / Double(advantages.count)
    for outcome in sampler.outcomes { rows.add(outcome, scale: share, to: &penalty) }
  }

  private mutating func addGroup(setting s: Int) {
    fillAdvantages(settings[s], dither: ditherIndex[s])
    for i in gradient.indices { gradient[i] = penalty[i] }
    let share = 1 / Double(advantages.count)
    var largest = 0.0
    for i in advantages.indices {
      let advantage = advantages[i]
      let rows = advantage < 0 ? (problem.negative ?? problem.positive) : problem.positive
      rows.add(sampler.outcomes[i], scale: advantage * share, to: &gradient)
      largest = max(largest, abs(advantage))
    }
    record(setting: s, largest: largest)
  }

  private mutating func fillAdvantages(_ setting: Setting, dither: Int) {
    for i in dithered.indices {
      dithered[i] = sampler.rewards[i] + setting.sigma * sampler.noises[dither][i]
    }
    var batch: RewardSums?
    if setting.advantage.kind == .batchStandardized {
      var sums = RewardSums(dithered)
      if let others = sampler.contextSums(dither: dither, sigma: setting.sigma) {
        sums.merge(others)
      }
      batch = sums
    }
    setting.advantage.fill(&advantages, rewards: dithered, batch: batch)
    if planted == .silentGroupsDropped, sampler.isSilent {
      for i in advantages.indices { advantages[i] = 0 }
    }
  }

  private mutating func record(setting s: Int, largest: Double) {
    let p = gradient.count
    var square = 0.0
    for i in 0..<p {
      sums[s][i] += gradient[i]
      square += gradient[i] * gradient[i]
    }
    sums[s][p + Coordinate.square] += square
    sums[s][p + Coordinate.silent] += sampler.isSilent ? 1 : 0
    sums[s][p + Coordinate.largest] += largest
    accumulators[s].note(maximum: largest)
  }
}

/// Positions of the scalar coordinates behind the gradient's P.
enum Coordinate {
  static let square = 0
  static let silent = 1
  static let largest = 2
  static let extra = 3
}

/// A difference of two settings simulated on the same draws: `setting` less `baseline`.
public struct Contrast: Hashable, Sendable {
  /// Index of the setting of interest.
  public let setting: Int
  /// Index of the setting it is compared with.
  public let baseline: Int

  /// The contrast of two settings of one simulation.
  public init(setting: Int, baseline: Int) {
    self.setting = setting
    self.baseline = baseline
  }
}
