import GSL

/// Sums of advantages by cell of the token blocks, eight settings side by side, turned into sums of gradients once a
/// block: a completion costs one addition for each of its blocks, whatever the number of parameters.
///
/// Where the outcomes of the problem are rewards, the sums are kept by reward, whose mean vectors they then multiply.
final class SymbolSums {
  private let blocks: TokenBlocks
  /// By reward; nil for sums by cell.
  private let means: [[Double]]?
  /// Sums of a chunk.
  private let count: Int
  private let share: Double
  /// For each chunk of settings by cell.
  private let sums: Buffer<SIMD8<Double>>
  /// By transition, or by number of a mean: the sums of a chunk.
  private let folded: Buffer<SIMD8<Double>>

  /// - Parameter chunks: of eight settings.
  init(_ sampler: BlockSampler, chunks: Int) {
    blocks = sampler.blocks
    means = sampler.means
    share = 1 / Double(sampler.groupSize)
    count = sampler.means?.count ?? blocks.cellCount
    sums = Buffer(repeating: .zero, count: chunks * count)
    folded = Buffer(
      repeating: .zero, count: sampler.means?[0].count ?? blocks.probabilities.count)
  }

  /// Adds a group whose advantages are `rewardScale r_i + noiseScale z_i`; returns the largest of them.
  @inline(__always)
  func add(
    _ tile: CompletionTile, group: Int, chunk: Int, rewardScale: SIMD8<Double>,
    noiseScale: SIMD8<Double>
  ) -> SIMD8<Double> {
    let isByReward = means != nil
    return addAdvantages(
      to: sums.pointer(at: chunk * count, length: count),
      cells: isByReward ? tile.levels(of: group) : tile.cells(of: group),
      blocks: isByReward ? 1 : blocks.blocks.count, tile.rewards(of: group),
      tile.noise(of: group), count: tile.groupSize, rewardScale, noiseScale)
  }

  /// Turns the sums of a chunk into those of gradients, which `add(lane:to:)` then reads, and sets them to 0.
  func fold(_ chunk: Int) {
    folded.fill(.zero)
    if let means { return fold(chunk, means) }
    let folded = folded.pointer(length: folded.count)
    var own = sums.pointer(at: chunk * count, length: count)
    var step = blocks.steps.pointer(length: blocks.steps.count)
    for block in blocks.blocks {
      for _ in 0..<block.rows * block.symbols {
        for _ in 0..<block.length {
          // Not +=, which calls a function for vectors.
          let place = Int(step.pointee)
          folded[place] = folded[place] + own.pointee
          step += 1
        }
        own.pointee = .zero
        own += 1
      }
    }
    for row in stride(from: 0, to: self.folded.count, by: blocks.stride) { takeExpectation(row) }
  }

  private func fold(_ chunk: Int, _ means: [[Double]]) {
    for (level, mean) in means.enumerated() {
      let sum = share * sums[chunk * count + level]
      for j in mean.indices { folded[j] = folded[j] + mean[j] * sum }
      sums[chunk * count + level] = .zero
    }
  }

  /// A - p S of a row, by G.
  private func takeExpectation(_ row: Int) {
    let folded = folded.pointer(at: row, length: blocks.stride)
    let p = blocks.probabilities.pointer(at: row, length: blocks.stride)
    var sum = SIMD8<Double>.zero
    for k in 0..<blocks.stride { sum = sum + folded[k] }
    for k in 0..<blocks.stride { folded[k] = share * (folded[k] - p[k] * sum) }
  }

  /// Adds a setting's sum of gradients.
  func add(lane: Int, to gradient: UnsafeMutablePointer<Double>) {
    if means != nil {
      for j in 0..<folded.count { gradient[j] += folded[j][lane] }
      return
    }
    for (step, logit) in blocks.logits.enumerated() where logit >= 0 {
      gradient[logit] += folded[step][lane]
    }
  }
}
