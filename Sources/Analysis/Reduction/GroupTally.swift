import GSL

/// Adds up drawn groups, block by block, for every setting: the vector
///
///     (g_1 ... g_P, norm(g)^2, silent, max |A|)
///
/// or its expectation over the noise.
protocol GroupTally {
  /// Adds one group to the current block.
  mutating func add(_ group: DrawnGroup) throws
  /// Hands the block over, one accumulator per setting, and begins the next.
  mutating func closeBlock(count: Int, into accumulators: inout [MomentAccumulator]) throws
}

/// Draws the blocks of one chunk of a stratum and adds them up.
struct StratumKernel<Tally: GroupTally> {
  private var group: DrawnGroup
  private var tally: Tally
  private(set) var accumulators: [MomentAccumulator]

  init(_ group: DrawnGroup, _ tally: Tally, settings: Int, dimension: Int) {
    self.group = group
    self.tally = tally
    accumulators = Array(
      repeating: MomentAccumulator(dimension: dimension), count: settings)
  }

  mutating func runBlock(count: Int, using stream: inout RandomStream) throws {
    group.startBlock(using: &stream)
    for _ in 0..<count {
      try group.draw(using: &stream)
      try tally.add(group)
    }
    try tally.closeBlock(count: count, into: &accumulators)
  }
}
