/// Adds up groups whose noise is averaged exactly.
///
/// A group costs the same for one setting as for a hundred: only its `GroupStatistics` are summed,
/// apart for each composition, and turned into gradients when a block closes.
struct ConditionalTally: GroupTally {
  private let noise: ConditionalNoise
  private let group: StatisticSums
  private var slotOfComposition: [[Int]: Int] = [:]
  private var slots: [Slot] = []
  private var latest: Int?
  private var blockSum: [Double]

  init(_ problem: Problem, noise: ConditionalNoise) {
    self.noise = noise
    group = StatisticSums(noise.statistics, rows: noise.rows)
    blockSum = Array(repeating: 0, count: problem.parameterCount + MomentIndex.extra)
  }

  mutating func add(_ drawn: DrawnGroup) throws {
    group.load(drawn.outcomes)
    let slot = try currentSlot()
    slots[slot].groups += 1
    group.add(to: &slots[slot].sums)
  }

  private mutating func currentSlot() throws -> Int {
    // Groups of a stratum may all share a composition: no array and no look-up for those.
    if let latest, group.hasComposition(slots[latest].counts) { return latest }
    let counts = group.composition
    if let known = slotOfComposition[counts] {
      latest = known
      return known
    }
    slots.append(
      Slot(
        counts: counts, weights: try noise.weights(counts: counts),
        sums: Array(repeating: 0, count: noise.statistics.count)))
    slotOfComposition[counts] = slots.count - 1
    latest = slots.count - 1
    return slots.count - 1
  }

  mutating func closeBlock(count: Int, into accumulators: inout [MomentAccumulator]) {
    for s in accumulators.indices {
      for j in blockSum.indices { blockSum[j] = 0 }
      // Compositions of earlier blocks are kept for their weights, and may have no group in this one.
      for slot in slots where slot.groups > 0 {
        slot.add(setting: s, to: &blockSum, noise.statistics)
      }
      accumulators[s].add(blockSum: blockSum, count: count)
    }
    for slot in slots.indices where slots[slot].groups > 0 { slots[slot].clear() }
  }
}

/// Sums over the groups of one composition in the current block.
private struct Slot {
  let counts: [Int]
  let weights: [ConditionalWeights]
  var groups = 0
  var sums: [Double]

  init(counts: [Int], weights: [ConditionalWeights], sums: [Double]) {
    self.counts = counts
    self.weights = weights
    self.sums = sums
  }

  func add(setting: Int, to sum: inout [Double], _ statistics: GroupStatistics) {
    let weights = weights[setting]
    let p = statistics.parameterCount
    for a in weights.first.indices where weights.first[a] != 0 {
      for j in 0..<p { sum[j] += weights.first[a] * sums[a * p + j] }
    }
    if statistics.hasPenalty {
      for j in 0..<p { sum[j] += weights.share * sums[statistics.vectorCount * p + j] }
    }
    var square = 0.0
    for j in weights.scalars.indices {
      square += weights.scalars[j] * sums[statistics.linearCount + j]
    }
    sum[p + MomentIndex.square] += square
    let isSilent = counts.count { $0 > 0 } == 1
    sum[p + MomentIndex.silent] += isSilent ? Double(groups) : 0
  }

  mutating func clear() {
    groups = 0
    for j in sums.indices { sums[j] = 0 }
  }
}
