import Testing

@testable import Analysis

struct ChunkPlanTests {
  /// Every group is in one block, blocks are alike but the last.
  @Test(arguments: [2, 255, 4096, 100_003, 5_000_001], [1, 40, 200])
  func `chunks hold every group once`(groups: Int, dimension: Int) {
    let plan = ChunkPlan(groups: groups, dimension: dimension)
    let sizes = (0..<plan.count).flatMap { plan.blockSizes(of: $0) }
    #expect(sizes.reduce(0, +) == groups)
    #expect(sizes.dropLast().allSatisfy { $0 == plan.blockSize })
    #expect(sizes.last! <= plan.blockSize && sizes.last! > 0)
    #expect(
      (0..<plan.count - 1).allSatisfy { plan.blockSizes(of: $0).count == plan.blocksPerChunk })
    #expect(groups < 256 || sizes.count >= 256, "\(sizes.count) blocks")
  }

  @Test func `strata of Sobol points are sixteen blocks of a power of two`() {
    for groups in [32, 33, 1000, 4096] {
      let plan = StratumSize(sobol: groups).plan
      #expect(plan.groups == 16 * plan.blockSize && plan.groups <= groups)
      #expect(2 * plan.groups > groups && plan.blockSize.nonzeroBitCount == 1)
    }
  }
}
