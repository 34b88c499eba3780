import GSL

/// Sums of advantages by cell of the token blocks, eight settings side by side, turned into sums of gradients once a
/// block: a completion costs one addition for each of its blocks, whatever the number of parameters.
final class SymbolSums {
  private let blocks: TokenBlocks
  private let share: Double
  /// For each chunk of settings by cell.
  private let sums: Buffer<SIMD8<Double>>
  /// By transition: the sums of a chunk.
  private let folded: Buffer<SIMD8<Double>>

  /// - Parameter chunks: of eight settings.
  init(_ blocks: TokenBlocks, chunks: Int, groupSize: Int) {
    self.blocks = blocks
    share = 1 / Double(groupSize)
    sums = Buffer(repeating: .zero, count: chunks * blocks.cellCount)
    folded = Buffer(repeating: .zero, count: blocks.probabilities.count)
  }

  /// Adds a group whose advantages are `rewardScale r_i + noiseScale z_i`; returns the largest of them.
  @inline(__always)
  func add(
    _ tile: CompletionTile, group: Int, chunk: Int, rewardScale: SIMD8<Double>,
    noiseScale: SIMD8<Double>
  ) -> SIMD8<Double> {
    addAdvantages(
      to: sums.pointer(at: chunk * blocks.cellCount, length: blocks.cellCount),
      cells: tile.cells(of: group), blocks: blocks.blocks.count, tile.rewards(of: group),
      tile.noise(of: group), count: tile.groupSize, rewardScale, noiseScale)
  }

  /// Turns the sums of a chunk into those of gradients, which `add(lane:to:)` then reads, and sets them to 0.
  func fold(_ chunk: Int) {
    folded.fill(.zero)
    let folded = folded.pointer(length: folded.count)
    var own = sums.pointer(at: chunk * blocks.cellCount, length: blocks.cellCount)
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
    for (step, logit) in blocks.logits.enumerated() where logit >= 0 {
      gradient[logit] += folded[step][lane]
    }
  }
}
