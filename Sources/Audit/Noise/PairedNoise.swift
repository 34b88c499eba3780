import GRPO

/// Noise of two values around levels: rewards stand in pairs around each of them, several where the size of the noise
/// changes from step to step.
enum PairedNoise {
  private static let fewest = 64

  /// - Parameters:
  ///   - sorted: the values of a column.
  ///   - distinct: those among them that differ.
  /// - Returns: nil for values that are not in the same pairs around two levels and more, both halves of a pair
  ///   equally often.
  static func fit(_ sorted: [Double], _ distinct: [Double]) -> NoiseFit? {
    guard sorted.count >= fewest, distinct.count >= 4 else { return nil }
    // The fewest levels that do: sizes in even steps are levels of one size too.
    let sizes = stride(from: 2, through: distinct.count / 2, by: 2).reversed()
    return sizes.lazy.filter { distinct.count % $0 == 0 }
      .compactMap { fit(sorted, distinct, held: $0) }.first
  }

  /// - Parameter held: values around each level.
  private static func fit(_ sorted: [Double], _ distinct: [Double], held: Int) -> NoiseFit? {
    let blocks = stride(from: 0, to: distinct.count, by: held).map {
      Array(distinct[$0..<$0 + held])
    }
    let levels = blocks.map { ($0[0] + $0[held - 1]) / 2 }
    let width = blocks[0][held - 1] - blocks[0][0]
    let gap = zip(blocks, blocks.dropFirst()).map { $1[0] - $0[held - 1] }.min()!
    guard gap > width else { return nil }
    let margin = 1e-6 * width
    for (block, level) in zip(blocks, levels) {
      for place in 0..<held / 2 {
        let (low, high) = (block[place], block[held - 1 - place])
        let size = levels[0] - blocks[0][place]
        guard abs(level - low - size) <= margin, abs(high - level - size) <= margin else {
          return nil
        }
        let (a, b) = (Double(sorted.count { $0 == low }), Double(sorted.count { $0 == high }))
        // Five standard errors of a fair coin.
        guard abs(a - b) <= 5 * (a + b).squareRoot() else { return nil }
      }
    }
    let square = sorted.reduce(0) { sum, value in
      let rest = levels.map { abs($0 - value) }.min()!
      return sum + rest * rest
    }
    let sigma = held == 2 ? width / 2 : (square / Double(sorted.count)).squareRoot()
    return NoiseFit(
      levels: levels, sigma: sigma, interval: sigma...sigma,
      family: try? NoiseFamily(name: "rademacher"), count: sorted.count)
  }
}
