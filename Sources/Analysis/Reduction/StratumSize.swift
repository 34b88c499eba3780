/// How many groups a stratum gets, in blocks that its standard error comes from.
struct StratumSize {
  let plan: ChunkPlan

  /// Independent groups in up to 512 blocks.
  init(independent groups: Int) {
    plan = ChunkPlan(
      groups: groups, blockSize: min(1024, max(1, groups / 512)), blocksPerChunk: 64)
  }

  /// 16 shifted copies of the largest power of two of Sobol points that `groups` allow.
  init(sobol groups: Int) {
    var points = 1
    // 2^m points hit each of 2^m intervals of a coordinate once (`QuasiRandomSequence`).
    while 2 * points * Self.copies <= groups { points *= 2 }
    plan = ChunkPlan(groups: points * Self.copies, blockSize: points, blocksPerChunk: 4)
  }

  /// Independent copies of the Sobol sequence; their scatter gives the standard error.
  static let copies = 16

  /// The fewest groups of a stratum, and those of its pilot.
  static func least(_ method: SamplingMethod) -> (main: Int, pilot: Int) {
    method.contains(.sobol) ? (2 * copies, 4 * copies) : (16, 32)
  }
}
