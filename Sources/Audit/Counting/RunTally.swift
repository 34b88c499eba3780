import Analysis
import GRPO
import Logs

/// What is counted over the steps of a run, once it is known how to read them.
struct RunTally {
  let reading: RunReading
  /// Of the forecast.
  let sigmas: [Double]
  private(set) var check = AdvantageCheck()
  private(set) var steps: [StepSummary] = []
  private(set) var kinds = GroupKinds()
  private(set) var clusters = PromptClusters()
  /// Groups of each kind in each cluster.
  private(set) var kindCounts = KindCounts()
  /// What was drawn of each cluster.
  private(set) var prompts: [PromptSummary] = []
  /// Groups by their number of completions.
  var sizes: [Int: Int] {
    var sizes = earlierSizes
    if sizeRun.count > 0 { sizes[sizeRun.size, default: 0] += sizeRun.count }
    return sizes
  }
  private(set) var largestResidue = 0.0
  /// Rows that have no score, or stand alone in their group.
  private(set) var leftOut = 0
  /// Completions of several rows that are not of one reward.
  var unequalSamples = 0
  /// Some groups instead of kinds, where rewards are no levels.
  private(set) var sample = GroupSample()
  private(set) var isContinuous = false
  private(set) var batch: BatchForecast
  private(set) var records: GroupRecords
  /// What steps end with.
  private(set) var tails = StepTails()
  /// Pairs of completions of a group, and those of equal texts among them.
  private(set) var pairs = 0.0, equalPairs = 0.0

  private let raw: [RunReading.RawReward]
  /// nil where there is nothing to compare group by group.
  private var groupCheck: GroupCheck?
  private var memory = GroupMemory()
  private var scratch = Scratch()
  /// Groups of one size in a row, up to the last, and those before them.
  private var sizeRun = (size: 0, count: 0)
  private var earlierSizes: [Int: Int] = [:]
  /// Whether a group of the step is smaller than most are.
  private var mayLackRows = false

  init(_ reading: RunReading, sigmas: [Double], records limit: Int) {
    self.reading = reading
    self.sigmas = sigmas
    raw = reading.rawRewards
    batch = BatchForecast(sigmas: sigmas)
    records = GroupRecords(limit: limit)
    guard reading.verdict == .right, let rule = reading.rule else { return }
    if rule.aggregation == .summed && rule.whitening == nil {
      groupCheck = GroupCheck(rule.estimator)
    }
  }

  mutating func add(_ step: RolloutStep) {
    let index = reading.keying.index(step)
    let isNew = step.step == nil || steps.last?.step != step.step
    var summary = isNew ? StepSummary(step: step.step) : steps.removeLast()
    let rewards = StepRewards(step, weights: reading.reward.weights, raw: raw)
    summary.noise.merge(rewards.noise)
    if step.advantages != nil { summary.hasAdvantages = true }
    var sums = (logged: RewardSums(), raw: RewardSums())
    mayLackRows = false
    batch.begin()
    forEachGroup(of: step, index, rewards) { tally, group in
      tally.note(group, step, index, &summary, &sums)
    }
    steps.append(summary)
    batch.close(sums.raw)
    if let prompts = step.prompts { tails.add(prompts) }
    compareAfterwards(step, index, rewards, sums.logged)
  }

  /// Formulas that look at the whole step are compared once it has been seen.
  private mutating func compareAfterwards(
    _ step: RolloutStep, _ index: GroupIndex, _ rewards: StepRewards, _ sums: RewardSums
  ) {
    guard reading.verdict == .right, let rule = reading.rule, step.advantages != nil, !mayLackRows
    else { return }
    guard groupCheck != nil else {
      check.note(step, index, by: rule, weights: reading.reward.weights)
      return
    }
    guard rule.estimator.kind == .batchStandardized else { return }
    forEachGroup(of: step, index, rewards) { tally, group in
      tally.compare(group, step, batch: sums)
    }
  }
}

// MARK: - One group

extension RunTally {
  /// The rows of one group that have a score, more than one.
  private struct Group {
    let number: Int
    let firstRow: Int
    let totals, raws: UnsafeBufferPointer<Double>
    /// Empty where advantages are not logged.
    let logged: UnsafeBufferPointer<Double>
  }

  /// Rows gathered from here and there.
  private struct Scratch {
    var totals: [Double] = []
    var raws: [Double] = []
    var logged: [Double] = []

    mutating func clear() {
      totals.removeAll(keepingCapacity: true)
      raws.removeAll(keepingCapacity: true)
      logged.removeAll(keepingCapacity: true)
    }
  }

  /// Calls the body with each group; rows side by side are not copied.
  private mutating func forEachGroup(
    of step: RolloutStep, _ index: GroupIndex, _ rewards: StepRewards,
    _ body: (inout RunTally, Group) -> Void
  ) {
    let advantages = step.advantages ?? []
    let isWhole = index.order == nil && !rewards.hasGaps
    rewards.totals.withUnsafeBufferPointer { totals in
      rewards.raws.withUnsafeBufferPointer { raws in
        advantages.withUnsafeBufferPointer { logged in
          for number in 0..<index.count {
            let places = index.places(number)
            guard isWhole else {
              gathered(number, step, index, rewards, body)
              continue
            }
            if places.count < 2 {
              leftOut += places.count
              mayLackRows = mayLackRows || reading.usual != nil
              continue
            }
            body(
              &self,
              Group(
                number: number, firstRow: places.lowerBound,
                totals: UnsafeBufferPointer(rebasing: totals[places]),
                raws: UnsafeBufferPointer(rebasing: raws[places]),
                logged: logged.isEmpty ? logged : UnsafeBufferPointer(rebasing: logged[places])))
          }
        }
      }
    }
  }

  private mutating func gathered(
    _ number: Int, _ step: RolloutStep, _ index: GroupIndex, _ rewards: StepRewards,
    _ body: (inout RunTally, Group) -> Void
  ) {
    var own = scratch
    scratch = Scratch()
    own.clear()
    let places = index.places(number)
    for place in places {
      let row = index.row(place)
      if rewards.totals[row].isNaN { continue }
      own.totals.append(rewards.totals[row])
      own.raws.append(rewards.raws[row])
      if let advantages = step.advantages { own.logged.append(advantages[row]) }
    }
    if own.totals.count < 2 {
      leftOut += places.count
      mayLackRows = mayLackRows || reading.usual != nil
    } else {
      leftOut += places.count - own.totals.count
      own.totals.withUnsafeBufferPointer { totals in
        own.raws.withUnsafeBufferPointer { raws in
          own.logged.withUnsafeBufferPointer { logged in
            body(
              &self,
              Group(
                number: number, firstRow: index.row(places.lowerBound), totals: totals,
                raws: rewards.areNoisy ? raws : totals, logged: logged))
          }
        }
      }
    }
    scratch = own
  }

  private mutating func note(
    _ group: Group, _ step: RolloutStep, _ index: GroupIndex, _ summary: inout StepSummary,
    _ sums: inout (logged: RewardSums, raw: RewardSums)
  ) {
    let numbers = numbers(of: group)
    let size = group.raws.count
    summary.add(
      size: size, rewardSum: numbers.rewardSum, energy: numbers.energy, isSilent: numbers.isSilent)
    sums.raw.merge(
      RewardSums(
        count: size, mean: numbers.rewardSum / Double(size), centredSumOfSquares: numbers.square))
    if numbers.isSilent { largestResidue = max(largestResidue, numbers.largest) }
    count(size)
    let cluster = cluster(step, group)
    prompts[cluster].add(
      size: size, rewardSum: numbers.rewardSum, isSilent: numbers.isSilent)
    batch.note(cluster: cluster, square: numbers.square, size: size)
    if records.isDue() {
      let isPrompt = step.prompts != nil && !clusters.isBeyondLimit
      let place = step.place(group.firstRow)
      records.add(
        GroupRecord(
          totals: group.totals, logged: group.logged,
          meanReward: numbers.rewardSum / Double(size), isSilent: numbers.isSilent,
          step: step.step, prompt: isPrompt ? cluster : nil, file: place.file,
          line: place.line))
    }
    sample.add(group.raws, cluster: cluster)
    if let kind = numbers.kind, !isContinuous { kindCounts.add(cluster: cluster, kind: kind) }
    noteTexts(step, index, group.number)
    if let usual = reading.usual, size < usual.size {
      mayLackRows = true
      // A block with fewer rows is one that was cut short, though its advantages add up to 0 by chance.
      let isCut = reading.keying == .blocks(usual.size) && !numbers.isSilent
      if isCut || usual.isIncomplete(group.logged) {
        check.noteIncomplete()
        return
      }
    }
    if let comparison = numbers.comparison { note(comparison, group, step) }
    if isOfBatch { sums.logged.add(contentsOf: group.totals) }
  }

  /// Whether advantages are divided by what the whole step tells.
  private var isOfBatch: Bool { reading.rule?.estimator.kind == .batchStandardized }

  private mutating func numbers(of group: Group) -> GroupNumbers {
    // Rewards that have noise never come again.
    guard group.raws.baseAddress == group.totals.baseAddress else { return counted(group) }
    if let numbers = memory.numbers(group.totals, group.logged) { return numbers }
    let numbers = counted(group)
    memory.keep(numbers, of: group.totals, group.logged)
    return numbers
  }

  private mutating func counted(_ group: Group) -> GroupNumbers {
    var numbers = GroupNumbers(group.raws, logged: group.logged)
    if !isContinuous {
      numbers.kind = kinds.kind(group.raws)
      isContinuous = numbers.kind == nil
    }
    if !group.logged.isEmpty, !isOfBatch {
      numbers.comparison = groupCheck?.compared(group.totals, logged: group.logged, batch: nil)
    }
    return numbers
  }

  private mutating func compare(_ group: Group, _ step: RolloutStep, batch: RewardSums?) {
    guard !group.logged.isEmpty,
      let comparison = groupCheck?.compared(group.totals, logged: group.logged, batch: batch)
    else { return }
    note(comparison, group, step)
  }

  private mutating func note(
    _ comparison: AdvantageComparison, _ group: Group, _ step: RolloutStep
  ) {
    check.note(
      comparison, count: group.totals.count, at: step.place(group.firstRow),
      isSmall: group.totals.count < reading.usual?.size ?? 0)
  }

  /// The cluster of a group: its prompt, or itself.
  private mutating func cluster(_ step: RolloutStep, _ group: Group) -> Int {
    let cluster = step.prompts.map { clusters.place($0[group.firstRow]) } ?? clusters.next()
    if cluster == prompts.count {
      let place = step.place(group.firstRow)
      prompts.append(PromptSummary(file: place.file, line: place.line))
    }
    return cluster
  }

  /// Counts a group of this size; many in a row are of one.
  private mutating func count(_ size: Int) {
    if size != sizeRun.size {
      earlierSizes = sizes
      sizeRun = (size, 0)
    }
    sizeRun.count += 1
  }

  /// Pairs of completions of a group with one text share a score.
  private mutating func noteTexts(_ step: RolloutStep, _ index: GroupIndex, _ group: Int) {
    guard let texts = step.completions else { return }
    let places = index.places(group)
    pairs += Double(places.count * (places.count - 1)) / 2
    for place in places {
      let text = texts[index.row(place)]
      for other in places.lowerBound..<place where text == texts[index.row(other)] {
        equalPairs += 1
      }
    }
  }
}

extension RunTally {
  /// The log ends here.
  mutating func finish() { check.finish() }

  /// Groups of each cluster, and the silent among them.
  var clusterGroups: [Double] { prompts.map { Double($0.groups) } }
  var clusterSilent: [Double] { prompts.map { Double($0.silent) } }

  /// Silent groups on the lowest and on the highest level of the run.
  func silentEnds() -> (low: Int, high: Int) {
    let levels = kinds.levels.values
    guard var low = levels.min(), var high = levels.max() else { return (0, 0) }
    // Of one level alone 0 is wrong and 1 is right.
    if levels.count == 1 { (low, high) = (0, 1) }
    var ends = (low: 0, high: 0)
    // The only level of each kind that is silent.
    let silent = kinds.counts.map { counts in
      let held = counts.indices.filter { counts[$0] > 0 }
      return held.count == 1 ? levels[held[0]] : nil
    }
    kindCounts.forEach { _, kind, count in
      if silent[kind] == low { ends.low += count }
      if silent[kind] == high { ends.high += count }
    }
    return ends
  }
}
