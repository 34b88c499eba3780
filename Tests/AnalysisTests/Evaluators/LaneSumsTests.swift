import GRPO
import GSL
import Policies
import Testing

@testable import Analysis

/// Sums in lanes against a plain loop over the groups of the tile, for as many outcomes as make one gradient number,
/// a block of four, and a block of four and three left over.
struct LaneSumsTests {
  private static func sampler(
    _ outcomes: Int, rewards: [Double]? = nil, groupSize: Int, averages: Bool = false
  ) throws -> CountSampler {
    let prompt = try Prompt(
      name: "arms", policy: SoftmaxBandit(logits: (0..<outcomes).map { 0.3 * Double($0 % 4) }),
      rewards: rewards ?? (0..<outcomes).map { Double($0 % 3) / 2 })
    return try #require(
      try CountSampler(
        Problem(prompt), groupSize: groupSize, dithers: [Dither(.gaussian)], keepsMeans: [false],
        averages: [averages]))
  }

  private struct Case {
    let sigma, numerator, offset: Double
  }

  private static let cases = [
    Case(sigma: 0, numerator: 2, offset: 0), Case(sigma: 0.01, numerator: 2, offset: 0),
    Case(sigma: 0.7, numerator: 0.3, offset: 0), Case(sigma: 0.7, numerator: 0.3, offset: 0.05),
    Case(sigma: 0, numerator: 1, offset: 0.05), Case(sigma: 1e120, numerator: 1, offset: 0),
  ]

  /// The sums of w x and w^2 norm(x)^2 of a tile, written out.
  private static func sums(_ tile: CountTile, _ item: Case, parameters: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: parameters + MomentIndex.extra)
    for n in 0..<tile.count {
      let shape = tile.shape(n)
      let divisor = max(0, shape.rewards.at(item.sigma)).squareRoot() + item.offset
      let w = divisor > 0 ? item.numerator / divisor : 0
      let place = (n / 8, n % 8)
      var square = 0.0
      for k in 0..<tile.basis.dimension {
        let x =
          tile.rewardGradients[CountTile.vectors * k + place.0][place.1]
          + item.sigma * tile.noiseGradient(k, place.0)[place.1]
        sums.withUnsafeMutableBufferPointer {
          tile.basis.addAxis(k, scale: w * x, to: $0.baseAddress!)
        }
        square += w * x * (w * x)
      }
      // Noise that is averaged has its own mean square.
      if tile.isRadial { square = w * w * shape.gradient.at(item.sigma) }
      sums[parameters + MomentIndex.square] += square
    }
    return sums
  }

  @Test(arguments: [2, 5, 8], [64, 37, 1])
  func `lanes add up what a loop adds up`(outcomes: Int, count: Int) throws {
    for averages in [false, true] { try Self.check(outcomes, count, averages: averages) }
  }

  private static func check(_ outcomes: Int, _ count: Int, averages: Bool) throws {
    let sampler = try Self.sampler(outcomes, groupSize: 8, averages: averages)
    let tile = sampler.tile(isCentred: true)
    #expect(tile.isRadial == averages)
    let lanes = LaneSums(
      tile.basis,
      members: Self.cases.map {
        LaneSums.Member(
          sigma: $0.sigma, numerator: $0.numerator, offset: $0.offset, rewards: sampler.rewards)
      })
    var random = RandomStream(seed: UInt64(100 * outcomes + count))
    // Two blocks of two tiles: what the first leaves behind would be in the second.
    for _ in 0..<2 {
      var right = Self.cases.map { _ in
        [Double](repeating: 0, count: outcomes + MomentIndex.extra)
      }
      for _ in 0..<2 {
        _ = sampler.draw(count, using: &random)
        sampler.write(count, dither: 0, isCentred: true, to: tile, dropsSilentGroups: false)
        lanes.add(tile)
        for (m, item) in Self.cases.enumerated() {
          add(Self.sums(tile, item, parameters: outcomes), scale: 1, to: &right[m])
        }
      }
      for m in Self.cases.indices {
        var found = [Double](repeating: 0, count: outcomes + MomentIndex.extra)
        lanes.take(m, into: &found)
        for j in found.indices {
          let size = max(1, abs(right[m][j]))
          #expect(abs(found[j] - right[m][j]) <= 1e-12 * size, "case \(m), \(j), \(count) groups")
        }
      }
    }
  }

  /// Rewards of sizes whose squares are far off, which go by the processor's roots: the gradients are those of rewards
  /// of ordinary size, to which nothing is equal but a shift of 2^-500.
  @Test func `sizes far off have the sums of ordinary ones`() throws {
    let tiny = 0x1p-500
    let found = try [1.0, tiny].map { unit in
      let sampler = try Self.sampler(
        5, rewards: [unit, 0, 0, unit / 2, 0], groupSize: 8)
      let tile = sampler.tile(isCentred: true)
      let lanes = LaneSums(
        tile.basis,
        members: [
          LaneSums.Member(sigma: 0.25 * unit, numerator: 1, offset: 0, rewards: sampler.rewards)
        ])
      var random = RandomStream(seed: 3)
      _ = sampler.draw(64, using: &random)
      sampler.write(64, dither: 0, isCentred: true, to: tile, dropsSilentGroups: false)
      lanes.add(tile)
      var sums = [Double](repeating: 0, count: 5 + MomentIndex.extra)
      lanes.take(0, into: &sums)
      return sums
    }
    for (a, b) in zip(found[0], found[1]) { #expect(abs(a - b) <= 1e-13 * max(1, abs(a))) }
    #expect(found[0][5] > 0.5)
  }

  /// The control: at another sigma, further off by a millionth, the same loop comes to other sums.
  @Test func `another sigma is told apart`() throws {
    let sampler = try Self.sampler(5, groupSize: 8)
    let tile = sampler.tile(isCentred: true)
    var random = RandomStream(seed: 4)
    _ = sampler.draw(64, using: &random)
    sampler.write(64, dither: 0, isCentred: true, to: tile, dropsSilentGroups: false)
    let sums = [0.7, 0.7 * 1.000_001].map {
      Self.sums(tile, Case(sigma: $0, numerator: 1, offset: 0), parameters: 5)
    }
    for j in 0..<6 { #expect(abs(sums[0][j] - sums[1][j]) > 1e-10, "\(j)") }
  }
}
