import GRPO
import GSL

/// Simulates whole batches where groups share the divisor of their advantages: E norm(gbar)^2 of the mean
/// of B groups' gradients, prompts drawn by weight and with parameters of their own.
struct BatchSimulation {
  private let set: ProblemSet
  private let settings: [Setting]
  private let sampling: Sampling
  /// Settings whose groups share their divisor.
  private let members: [Int]
  private let batches: Int
  let plan: ChunkPlan

  /// Batches that an error needs at least.
  private static let fewest = 16

  /// - Parameter shape: how chunks of groups are added up.
  init(
    _ set: ProblemSet, settings: [Setting], sampling: Sampling, shape: TreeShape = .usual
  ) throws {
    self.set = set
    self.settings = try settings.map { try $0.resolved(for: set.components) }
    self.sampling = sampling
    members = settings.indices.filter { settings[$0].advantage.kind == .batchStandardized }
    batches = sampling.groups / settings[0].batchGroups
    plan = ChunkPlan(
      groups: batches,
      shape: Self.shape(
        groups: sampling.groups, batchGroups: settings[0].batchGroups, groupShape: shape))
  }

  /// A lot of batches has about as many groups as one of groups, or is all there is.
  private static func shape(groups: Int, batchGroups: Int, groupShape: TreeShape) -> TreeShape {
    // Full chunks of usual blocks.
    let lot = 32 * 1024 * groupShape.lotSize
    guard groups > lot else { return groupShape }
    let size = (groupShape.lotSize + batchGroups - 1) / batchGroups
    return TreeShape(lotSize: max(2, size), radix: groupShape.radix)
  }

  /// Whether there is something to simulate: groups that share a divisor, in 16 batches at least.
  var isNeeded: Bool {
    !members.isEmpty && batches >= Self.fewest && sampling.method.drawsAlike
  }

  /// For each setting the estimate; nil where groups are independent, and where `sampling.groups` make
  /// fewer than 16 batches.
  func run() throws -> [Estimate?] {
    guard isNeeded else { return settings.map { _ in nil } }
    var merger = merger
    try forEachLot(0..<plan.lots) { try merger.add($0) }
    return found(try merger.finish())
  }

  /// Hands over what each of some lots of batches comes to, in order.
  func forEachLot(
    _ lots: Range<Int>, progress: (Double) -> Void = { _ in },
    take: (PartialSums) throws -> Void
  ) throws {
    let runner = ChunkRunner(sampling, plan: plan) { .batches(chunk: $0) }
    try runner.run(lots: lots, progress: progress, makeWorker: { try worker() }, take: take)
  }

  /// What a thread does chunks of batches with.
  func worker() throws -> ChunkRunner.Chunk {
    var kernel = try BatchKernel(
      set, settings: members.map { sampling.faults.setting(settings[$0]) }, faults: sampling.faults)
    return { sizes, stream in
      kernel.restart()
      for size in sizes { kernel.runBlock(count: size, using: &stream) }
      return kernel.accumulators
    }
  }

  /// Adds up the lots of batches.
  var merger: SumMerger {
    SumMerger(plan, dimensions: Array(repeating: 1, count: members.count))
  }

  /// The estimates from the sums of all batches.
  func found(_ sums: [MomentAccumulator]) -> [Estimate?] {
    var found = [Estimate?](repeating: nil, count: settings.count)
    for (sum, s) in zip(sums, members) {
      found[s] = Estimate(
        mean: sum.mean[0], standardError: sum.covarianceOfMean()[0].squareRoot(), count: batches)
    }
    return found
  }
}

/// Draws batch after batch; nothing is allocated per batch.
private struct BatchKernel {
  private let set: ProblemSet
  private let settings: [Setting]
  private let prompts: AliasTable
  private let dithers: DitherTable
  private let faults: Faults
  private let groups: [[DitheredGroup]]
  private var prompt: [Int]
  private var outcomes: [[Int]]
  private var rewards: [Double]
  private var noises: [[[Double]]]
  private var dithered: [[Double]]
  private var advantages: [Double]
  private var gradients: [[Double]]
  /// What the spread of rows adds to the squares of the gradients.
  private var spread = 0.0
  private var sums: [Double]
  private(set) var accumulators: [MomentAccumulator]

  init(_ set: ProblemSet, settings: [Setting], faults: Faults) throws {
    self.set = set
    self.settings = settings
    self.faults = faults
    prompts = try AliasTable(weights: set.problems.map(\.weight))
    dithers = DitherTable(settings)
    groups = settings.map { setting in
      // One zero for all of a batch.
      let origin = setting.origin(levels: set.problems[0].levels)
      return set.problems.map { DitheredGroup(setting, $0, origin: origin) }
    }
    let (size, count) = (settings[0].groupSize, settings[0].batchGroups)
    prompt = Array(repeating: 0, count: count)
    outcomes = Array(repeating: Array(repeating: 0, count: size), count: count)
    advantages = Array(repeating: 0, count: size)
    rewards = advantages
    dithered = Array(repeating: advantages, count: count)
    noises = Array(repeating: dithered, count: dithers.distinct.count)
    gradients = set.problems.map { Array(repeating: 0, count: $0.parameterCount) }
    sums = Array(repeating: 0, count: settings.count)
    accumulators = Array(repeating: MomentAccumulator(dimension: 1), count: settings.count)
  }

  /// Forgets what was found, for the next chunk.
  mutating func restart() {
    for s in accumulators.indices { accumulators[s] = MomentAccumulator(dimension: 1) }
  }

  mutating func runBlock(count: Int, using stream: inout RandomStream) {
    for s in sums.indices { sums[s] = 0 }
    for _ in 0..<count {
      draw(using: &stream)
      for s in settings.indices { sums[s] += square(s) }
    }
    for s in sums.indices { accumulators[s].add(blockSum: [sums[s]], count: count) }
  }

  private mutating func draw(using stream: inout RandomStream) {
    for b in prompt.indices {
      prompt[b] = set.problems.count == 1 ? 0 : prompts.draw(using: &stream)
      let sampler = set.problems[prompt[b]].sampler
      for i in advantages.indices { outcomes[b][i] = sampler.draw(using: &stream) }
      for d in noises.indices {
        dithers.distinct[d].fill(&noises[d][b], using: &stream)
        // Rewards and outcomes matter to planted errors of one group only.
        faults.change(
          noise: &noises[d][b], dithers.distinct[d].family, rewards: rewards, outcomes: outcomes[b])
      }
    }
  }

  /// norm(gbar)^2 of the batch just drawn.
  private mutating func square(_ s: Int) -> Double {
    let batch = ditherRewards(s)
    for q in gradients.indices { for j in gradients[q].indices { gradients[q][j] = 0 } }
    spread = 0
    for b in prompt.indices {
      settings[s].advantage.fill(&advantages, rewards: dithered[b], batch: batch)
      let sigma = settings[s].advantageSigma
      if sigma > 0 { add(noises[dithers.index[s]][b], scale: sigma, to: &advantages) }
      addGradient(b)
    }
    let share = 1 / Double(prompt.count)
    // Prompts have parameters of their own: their gradients are orthogonal.
    return gradients.reduce(share * share * spread) { $0 + share * share * dot($1, $1) }
  }

  private mutating func ditherRewards(_ s: Int) -> RewardSums {
    var batch = RewardSums()
    for b in prompt.indices {
      let problem = set.problems[prompt[b]]
      for i in rewards.indices { rewards[i] = problem.rewards[outcomes[b][i]] }
      groups[s][prompt[b]].fill(
        &dithered[b], outcomes: outcomes[b], rewards: rewards,
        noises: noises[dithers.index[s]][b])
      batch.add(contentsOf: dithered[b])
    }
    return batch
  }

  private mutating func addGradient(_ b: Int) {
    let q = prompt[b]
    let problem = set.problems[q]
    let share = problem.share(of: outcomes[b])
    let (positive, penalty) = (problem.positive, problem.penalty)
    let negative = problem.negative ?? positive
    for i in advantages.indices {
      let rows = advantages[i] < 0 ? negative : positive
      rows.add(outcomes[b][i], scale: share * advantages[i], to: &gradients[q])
      spread += share * advantages[i] * (share * advantages[i]) * rows.spread(outcomes[b][i])
      penalty?.add(outcomes[b][i], scale: share, to: &gradients[q])
    }
  }
}
