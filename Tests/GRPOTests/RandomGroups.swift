import GSL

/// Random groups of 2 to 64 rewards: few levels (many ties, some silent) or many.
///
/// Rewards are multiples of 2^-10 below 16, so adding an integer or multiplying by a power of two
/// is exact and must change nothing, not even rounding.
func randomGroups(seed: UInt64, count: Int, sizes: ClosedRange<Int> = 2...64) -> [[Double]] {
  var random = RandomStream(seed: seed)
  return (0..<count).map { _ in
    let size = sizes.lowerBound + random.index(below: sizes.count)
    let levels = [2, 3, 5, 1000][random.index(below: 4)]
    let step = Double(1 + random.index(below: 16)) / 1024
    return (0..<size).map { _ in step * Double(random.index(below: levels)) }
  }
}

/// `count` groups of Gaussian noise of standard deviation `sigma` around the same rewards.
func ditheredGroups(
  of rewards: [Double], sigma: Double, seed: UInt64, count: Int
) -> [[Double]] {
  var random = RandomStream(seed: seed)
  return (0..<count).map { _ in rewards.map { $0 + sigma * random.gaussian() } }
}
