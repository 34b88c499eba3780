import GRPO
import GSL

/// The inner loop: draws groups and adds up, for every setting, the vector
///
///     (g_1 ... g_P, norm(g)^2, silent, max |A|)
///
/// in blocks. Buffers are made once; nothing is allocated per group.
///
/// Settings whose advantages are a multiple of the dithered rewards wait in tiles and are worked out
/// side by side (`PanelSet`); the others go one by one (`DirectEvaluator`). Where all of them are of the
/// first kind, groups are drawn by counts if outcomes are few (`CountSampler`), and else by blocks of tokens if
/// the policy is a chain of softmax rows (`BlockSampler`).
struct SimulationKernel {
  /// As the simulation sees it: with the planted error, if there is one.
  private let problem: Problem
  private let contrasts: [Contrast]
  private let dropsSilentGroups: Bool
  private var sampler: GroupSampler
  private var counted: CountSampler?
  private var blocks: BlockSampler?
  private var panels: PanelSet
  private var general: DirectEvaluator
  private(set) var accumulators: [MomentAccumulator]
  private var sums: [[Double]]
  private var penalty: [Double]?
  private var penaltySum: [Double]
  private var silentCount = 0
  private var tracker: GroupTracker?

  init(_ plan: Simulation, prompt index: Int) throws {
    let faults = plan.sampling.faults
    let original = plan.set.problems[index]
    problem = faults.problem(original, groupSize: plan.groupSize)
    contrasts = plan.contrasts
    dropsSilentGroups = plan.dropsSilentGroups || faults.dropsSilentGroups
    let settings = plan.settings.map(faults.setting)
    let dithers = DitherTable(settings)
    sampler = try GroupSampler(plan, problem: problem, dithers: dithers.distinct)
    let paths = SettingPartition(
      settings, dithers: dithers.index, levels: problem.levels,
      isForcedGeneral: problem.isClipped || problem.tokenCounts != nil || plan.isGeneral
        || faults.changesAdvantages)
    let units = try plan.units(prompt: index)
    panels = PanelSet(
      paths.panels, settings: settings, units: units,
      parameterCount: plan.set.problems[index].parameterCount, isPlanted: faults.isPlanted)
    general = try DirectEvaluator(
      members: paths.general, settings: settings, units: units, dithers: dithers.index,
      problem: problem, components: sampler.components, faults: faults)
    let dimension = problem.parameterCount + MomentIndex.extra
    sums = Array(repeating: Array(repeating: 0, count: dimension), count: settings.count)
    accumulators = Array(
      repeating: MomentAccumulator(dimension: dimension), count: settings.count + contrasts.count)
    if problem.penalty != nil { penalty = Array(repeating: 0, count: problem.parameterCount) }
    penaltySum = Array(repeating: 0, count: problem.parameterCount)
    tracker = plan.trackedDirections.map {
      GroupTracker(directions: $0, settings: settings.count, contrasts: contrasts)
    }
    let averages = plan.averagesNoise(prompt: index)
    if plan.canDrawCounts, problem.penalty == nil, paths.areCountsEnough,
      !problem.needsSingleNoise(settings, averages: averages)
    {
      counted = try CountSampler(
        problem, groupSize: plan.groupSize, dithers: dithers.distinct,
        keepsMeans: dithers.distinct.indices.map { panels.readsMean(dither: $0) },
        averages: dithers.distinct.indices.map { averages[dithers.index.firstIndex(of: $0)!] })
      if let counted { panels.count(counted) }
    }
    if counted == nil, plan.canDrawBlocks, problem.drawsTokens, sampler.components == nil,
      paths.areCountsEnough, let tokens = try TokenBlocks(problem.policy)
    {
      let sampler = BlockSampler(
        tokens, problem, groupSize: plan.groupSize, dithers: dithers.distinct)
      panels.sumSymbols(sampler)
      blocks = sampler
    }
  }

  /// Forgets what was found, for the next chunk: what a chunk comes to does not depend on those before.
  mutating func restart() {
    let blank = MomentAccumulator(dimension: penaltySum.count + MomentIndex.extra)
    for i in accumulators.indices { accumulators[i] = blank }
    sampler.restart()
  }

  /// Simulates `count` groups and closes a block.
  mutating func runBlock(count: Int, using stream: inout RandomStream) {
    if counted != nil {
      drawCounts(count, using: &stream)
    } else if blocks != nil {
      drawBlocks(count, using: &stream)
    } else {
      for _ in 0..<count { drawGroup(using: &stream) }
      panels.flush()
    }
    closeBlock(count)
  }

  private mutating func drawGroup(using stream: inout RandomStream) {
    sampler.draw(using: &stream)
    gatherPenalty()
    if sampler.isSilent { silentCount += 1 }
    let isDropped = dropsSilentGroups && sampler.isSilent
    panels.append(sampler, problem, penalty: penalty, isDropped: isDropped)
    panels.noteLargest(group: panels.waiting - 1)
    if tracker != nil { panels.track(&tracker!, penalty: penalty) }
    // The tracker reads the first group of a tile, so that none may wait before it.
    if tracker != nil || panels.waiting == GroupTile.capacity { panels.flush() }
    general.add(sampler, penalty: penalty, isDropped: isDropped, tracker: &tracker)
    tracker?.closeGroup()
  }

  private mutating func drawCounts(_ count: Int, using stream: inout RandomStream) {
    var left = count
    while left > 0 {
      let size = min(left, GroupTile.capacity)
      silentCount += counted!.draw(size, using: &stream)
      panels.add(counted!, count: size, dropsSilentGroups: dropsSilentGroups)
      left -= size
    }
  }

  private mutating func drawBlocks(_ count: Int, using stream: inout RandomStream) {
    var left = count
    while left > 0 {
      let size = min(left, GroupTile.capacity)
      silentCount += blocks!.draw(size, using: &stream)
      panels.addCompletions(count: size, dropsSilentGroups: dropsSilentGroups)
      left -= size
    }
  }

  private mutating func gatherPenalty() {
    guard let rows = problem.penalty, penalty != nil else { return }
    for j in penalty!.indices { penalty![j] = 0 }
    let share = problem.share(of: sampler.outcomes)
    for outcome in sampler.outcomes { rows.add(outcome, scale: share, to: &penalty!) }
    for j in penaltySum.indices { penaltySum[j] += penalty![j] }
  }

  private mutating func closeBlock(_ count: Int) {
    collectSums(count)
    for s in sums.indices { accumulators[s].add(blockSum: sums[s], count: count) }
    for (c, contrast) in contrasts.enumerated() {
      // Subtracted within a block: the scatter over blocks is then that of paired draws.
      var difference = sums[contrast.setting]
      add(sums[contrast.baseline], scale: -1, to: &difference)
      accumulators[sums.count + c].add(blockSum: difference, count: count)
    }
    guard tracker != nil else { return }
    for i in accumulators.indices { accumulators[i].add(squares: tracker!.take(i)) }
  }

  private mutating func collectSums(_ count: Int) {
    let p = penaltySum.count
    for s in sums.indices {
      // Panels add to these; the general path writes whole vectors, its penalty included.
      for j in 0..<p { sums[s][j] = penaltySum[j] }
      sums[s][p + MomentIndex.silent] = Double(silentCount)
    }
    panels.takeSums(into: &sums) { accumulators[$0].note(maximum: $1) }
    for (position, s) in general.members.enumerated() {
      general.takeSums(of: position, into: &sums[s])
      accumulators[s].note(maximum: general.takeMaximum(of: position))
    }
    scaleLargest(count)
    for j in 0..<p { penaltySum[j] = 0 }
    silentCount = 0
  }

  /// Of counted groups the first of a tile shows its largest advantage: it stands for the others.
  private mutating func scaleLargest(_ count: Int) {
    guard counted != nil else { return }
    // As `drawCounts` cuts a block: all tiles full but the last.
    let tiles = (count + GroupTile.capacity - 1) / GroupTile.capacity
    let scale = Double(count) / Double(tiles)
    for s in sums.indices { sums[s][penaltySum.count + MomentIndex.largest] *= scale }
  }
}
