import GSL

/// Sums and maxima over groups of the largest absolute advantage, eight settings side by side.
final class LargestAdvantages {
  /// Chunks of eight settings, the last padded.
  let chunks: Int
  private let sigma: Buffer<SIMD8<Double>>
  private let sums: Buffer<SIMD8<Double>>
  private let maxima: Buffer<SIMD8<Double>>

  init(sigmas: [Double]) {
    chunks = (sigmas.count + 7) / 8
    sigma = Buffer(repeating: .zero, count: chunks)
    sums = Buffer(repeating: .zero, count: chunks)
    maxima = Buffer(repeating: .zero, count: chunks)
    for (m, value) in sigmas.enumerated() { sigma[m / 8][m % 8] = value }
  }

  /// Adds the group's `scale * max abs(r_i + sigma z_i)` of each setting of a chunk.
  @inline(__always)
  func add(
    _ rewards: borrowing Buffer<Double>, _ noise: borrowing Buffer<Double>, scale: SIMD8<Double>,
    chunk: Int
  ) {
    let sigma = sigma[chunk]
    var largest = SIMD8<Double>.zero
    for i in 0..<rewards.count {
      let value = rewards[i] + sigma * noise[i]
      let size = value.replacing(with: -value, where: value .< 0)
      largest = size.replacing(with: largest, where: size .< largest)
    }
    note(scale * largest, chunk: chunk)
  }

  /// Adds the largest absolute advantages of a group.
  @inline(__always)
  func note(_ value: SIMD8<Double>, chunk: Int) {
    sums[chunk] = sums[chunk] + value
    maxima[chunk] = value.replacing(with: maxima[chunk], where: value .< maxima[chunk])
  }

  /// The same of a group of a tile.
  @inline(__always)
  func add(_ tile: CompletionTile, group: Int, scale: SIMD8<Double>, chunk: Int) {
    let value = largestAdvantages(
      tile.rewards(of: group), tile.noise(of: group), count: tile.groupSize, scale,
      sigma[chunk] * scale)
    note(value, chunk: chunk)
  }

  /// Reads the sum of a setting and sets it to 0.
  func takeSum(_ setting: Int) -> Double {
    defer { sums[setting / 8][setting % 8] = 0 }
    return sums[setting / 8][setting % 8]
  }

  /// Reads the largest absolute advantage of a setting and sets it to 0.
  func takeMaximum(_ setting: Int) -> Double {
    defer { maxima[setting / 8][setting % 8] = 0 }
    return maxima[setting / 8][setting % 8]
  }
}
