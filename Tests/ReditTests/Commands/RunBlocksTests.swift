import Testing

@testable import redit

struct RunBlocksTests {
  @Test func `blocks are whole but the last, and leave no run out`() {
    for (runs, size) in [(1, 8), (7, 8), (8, 8), (9, 8), (1000, 16), (5, 1)] {
      let blocks = RunBlocks(runs: runs, size: size)
      let all = (0..<blocks.count).map { blocks[$0] }
      #expect(all.flatMap { Array($0) } == Array(0..<runs))
      #expect(all.dropLast().allSatisfy { $0.count == size } && !all.contains { $0.isEmpty })
      #expect(blocks[0..<blocks.count] == 0..<runs)
    }
  }
}
