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

  /// Chunks, and so the streams that groups are drawn from, are what they were when a block had so many groups:
  /// 4096 blocks, fewer where a sample is large.
  @Test(arguments: [2, 999, 1000, 4095, 8191, 10_000, 100_000, 5_000_001], [1, 5, 64, 65, 200])
  func `larger blocks leave chunks alone`(groups: Int, dimension: Int) {
    let plan = ChunkPlan(groups: groups, dimension: dimension)
    let block = min(1024, max(1, groups / 4096, min(dimension / 8, groups / 256)))
    #expect(plan.blockSize * plan.blocksPerChunk == block * (dimension > 64 ? 128 : 32))
    #expect(plan.blockSize % block == 0)
    let blocks = (groups + plan.blockSize - 1) / plan.blockSize
    #expect(plan.blockSize == block || blocks >= 500, "\(blocks) blocks")
    #expect(plan.blockSize > 512 || blocks < 1025, "\(blocks) blocks")
  }

  /// A lot of 256 chunks: what fits in one is added up as in versions that knew no lots.
  @Test func `up to 8.4 million groups are one lot`() {
    for groups in [2, 4095, 8191, 8192, 100_000, 4_194_303, 4_194_304, 8_388_608] {
      #expect(ChunkPlan(groups: groups).lots == 1, "\(groups)")
    }
    #expect(ChunkPlan(groups: 8_388_609).lots == 2)
    #expect(ChunkPlan(groups: 20_000_000).lots == 3)
    // Larger chunks where samples are large.
    #expect(ChunkPlan(groups: 33_554_432, dimension: 65).lots == 1)
  }

  /// By hand, lots of 3 and 20 chunks: lots begin at 3, 6, lots of lots at 9, 18.
  @Test func `nodes are the fewest chunks and lots that hold a range`() {
    let plan = ChunkPlan(
      groups: 20, blockSize: 1, blocksPerChunk: 1, shape: TreeShape(lotSize: 3, radix: 3))
    let cases: [(Range<Int>, [Range<Int>], [Int])] = [
      (0..<20, [0..<20], [3]), (0..<9, [0..<9], [2]),
      (0..<8, [0..<3, 3..<6, 6..<7, 7..<8], [1, 1, 0, 0]),
      (2..<20, [2..<3, 3..<6, 6..<9, 9..<18, 18..<20], [0, 1, 1, 2, 1]), (18..<20, [18..<20], [1]),
      (18..<19, [18..<19], [0]), (5..<5, [], []), (9..<20, [9..<18, 18..<20], [2, 1]),
    ]
    for (chunks, nodes, levels) in cases {
      #expect(plan.nodes(of: chunks) == nodes)
      #expect(nodes.map { plan.level(of: $0) } == levels)
    }
    for none in [1..<3, 0..<2, 3..<9, 18..<21, 20..<21, 4..<4] {
      #expect(plan.level(of: none) == nil, "\(none)")
    }
    #expect(
      plan.lots == 7 && plan.chunks(of: 5..<7) == 15..<20 && plan.chunks(of: 7..<7) == 20..<20)
  }

  @Test(arguments: [2, 3, 7, 256], [2, 5])
  func `nodes hold every chunk of a range once`(lotSize: Int, radix: Int) {
    let plan = ChunkPlan(
      groups: 999, blockSize: 1, blocksPerChunk: 2,
      shape: TreeShape(lotSize: lotSize, radix: radix))
    for start in stride(from: 0, to: plan.count, by: 13) {
      for end in stride(from: start, through: plan.count, by: 9) {
        let nodes = plan.nodes(of: start..<end)
        #expect(nodes.flatMap(Array.init) == Array(start..<end))
        #expect(nodes.allSatisfy { plan.level(of: $0) != nil })
        #expect(nodes.reduce(0) { $0 + plan.groups(of: $1) } == plan.groups(of: start..<end))
      }
    }
    #expect(plan.groups(of: 0..<plan.count) == 999 && plan.groups(of: 499..<500) == 1)
    #expect(plan.blocks(of: 0..<plan.count) == 999 && plan.blocks(of: 499..<500) == 1)
  }

  /// 1e11 groups, 11,921 lots: of every 97th contiguous range, and of what 64 shards have. Were 256 lots a lot of
  /// lots, it would be up to 557.
  @Test func `lots of any contiguous range are few nodes`() {
    let plan = ChunkPlan(groups: 100_000_000_000)
    #expect(plan.lots == 11_921)
    var most = 0
    for first in stride(from: 1, to: plan.lots, by: 97) {
      for end in stride(from: first + 1, through: plan.lots, by: 97) {
        most = max(most, plan.nodes(of: plan.chunks(of: first..<end)).count)
      }
    }
    #expect(most <= 95 && most > 60, "\(most)")
    let shards = (0..<64).map { plan.lots * $0 / 64..<plan.lots * ($0 + 1) / 64 }
    let counts = shards.map { plan.nodes(of: plan.chunks(of: $0)).count }
    #expect(counts.max()! <= 41, "\(counts)")
  }

  /// 20 chunks in lots of 3: the last has two.
  @Test func `chunks of whole lots are known as such`() {
    let plan = ChunkPlan(
      groups: 39, blockSize: 1, blocksPerChunk: 2, shape: TreeShape(lotSize: 3, radix: 4))
    #expect(plan.lots(of: 3..<9) == 1..<3 && plan.lots(of: 18..<20) == 6..<7)
    #expect(plan.lots(of: 0..<20) == 0..<7 && plan.lotGroups == 6)
    for none in [1..<3, 0..<4, 18..<19, 18..<21] { #expect(plan.lots(of: none) == nil, "\(none)") }
    #expect(plan.blocks(of: 18..<20) == 3)
  }

  @Test func `strata of Sobol points are sixteen blocks of a power of two`() {
    for groups in [32, 33, 1000, 4096] {
      let plan = StratumSize(sobol: groups).plan
      #expect(plan.groups == 16 * plan.blockSize && plan.groups <= groups)
      #expect(2 * plan.groups > groups && plan.blockSize.nonzeroBitCount == 1)
    }
  }
}
