import GRPO
import GSL

/// Draws tiles of groups completion by completion, a block of tokens at a time (`TokenBlocks`), with their rewards and
/// one unit-variance noise for each dither.
///
/// The law is that of `GroupSampler`. Two blocks take one random word, whatever the number of outcomes.
final class BlockSampler {
  let blocks: TokenBlocks
  let groupSize: Int
  private let diagram: RewardDiagram
  private let dithers: [Dither]
  /// The cells of each completion, one for each block.
  let cells: Buffer<Int32>
  /// Raw rewards.
  let rewards: Buffer<Double>
  /// 1 for groups of one reward, else 0.
  let silence: Buffer<Int>
  /// Noise by dither: of a whole tile, and of a single group where a tile is not full.
  private var noises: [[Double]]
  private var own: [Double]

  private let words: Buffer<UInt64>
  /// Rows of the next block's law, one for each completion.
  private let rows: Buffer<Int32>
  /// What is known of each completion, at the end the place of its reward among all.
  private let states: Buffer<Int32>
  /// The vectors of all rewards, where these are the problem's outcomes and tokens are beyond it; else nil.
  let means: [[Double]]?

  init(_ blocks: TokenBlocks, _ problem: Problem, groupSize: Int, dithers: [Dither]) {
    self.blocks = blocks
    self.groupSize = groupSize
    self.dithers = dithers
    if let walk = problem.walk {
      diagram = RewardDiagram(blocks, levels: problem.levels, walk: walk)
      means = problem.rewards.indices.map { level in
        var mean = [Double](repeating: 0, count: problem.parameterCount)
        problem.positive.add(level, scale: 1, to: &mean)
        return mean
      }
    } else {
      diagram = RewardDiagram(
        blocks, levels: problem.levels, levelOfOutcome: problem.levelOfOutcome)
      means = nil
    }
    let count = GroupTile.capacity * groupSize
    cells = Buffer(repeating: 0, count: count * blocks.blocks.count)
    rewards = Buffer(repeating: 0, count: count)
    silence = Buffer(repeating: 0, count: GroupTile.capacity)
    noises = Array(repeating: Array(repeating: 0, count: count), count: dithers.count)
    own = Array(repeating: 0, count: groupSize)
    words = Buffer(repeating: 0, count: (count * blocks.blocks.count + 1) / 2)
    rows = Buffer(repeating: 0, count: count)
    states = Buffer(repeating: 0, count: count)
  }

  /// Draws `count` groups, at most a tile; returns how many are silent.
  func draw(_ count: Int, using stream: inout RandomStream) -> Int {
    drawCompletions(count * groupSize, using: &stream)
    for d in dithers.indices { drawNoise(d, count, using: &stream) }
    return countSilent(count)
  }

  private func drawCompletions(_ count: Int, using stream: inout RandomStream) {
    let width = blocks.blocks.count
    let wordCount = (count * width + 1) / 2
    let words = words.pointer(length: wordCount)
    stream.fillWords(words, count: wordCount)
    rows.fill(0)
    states.fill(0)
    let bits = UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt32.self)
    for b in 0..<width {
      let block = blocks.blocks[b]
      block.law.walk(
        bits: bits + b * count, ends: block.ends,
        next: diagram.next.pointer(length: diagram.next.count) + diagram.starts[b],
        rows: rows.pointer(length: count), states: states.pointer(length: count),
        cells: cells.pointer(length: count * width) + b, start: block.start, stride: width,
        count: count)
    }
    for i in 0..<count { rewards[i] = diagram.levels[Int(states[i])] }
  }

  /// The places of the rewards of a group, and of those after it, among all.
  @inline(__always)
  func levels(of group: Int) -> UnsafePointer<Int32> {
    UnsafePointer(states.pointer(at: group * groupSize, length: groupSize))
  }

  private func drawNoise(_ d: Int, _ count: Int, using stream: inout RandomStream) {
    // What a group shares is drawn for each.
    if count == GroupTile.capacity && dithers[d].correlation == 0 {
      return dithers[d].fill(&noises[d], using: &stream)
    }
    for group in 0..<count {
      dithers[d].fill(&own, using: &stream)
      for i in 0..<groupSize { noises[d][group * groupSize + i] = own[i] }
    }
  }

  private func countSilent(_ count: Int) -> Int {
    var silent = 0
    for group in 0..<count {
      let own = rewards.pointer(at: group * groupSize, length: groupSize)
      var (low, high) = (own[0], own[0])
      for i in 1..<groupSize { (low, high) = (min(low, own[i]), max(high, own[i])) }
      silence[group] = low == high ? 1 : 0
      silent += silence[group]
    }
    return silent
  }

  /// Hands over the noise of a dither, group after group.
  func withNoise(_ dither: Int, _ body: (UnsafePointer<Double>) -> Void) {
    noises[dither].withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}
