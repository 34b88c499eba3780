import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// What counted groups put into a tile, against their first group completion by completion.
struct CountSamplerTests {
  /// Nine arms, a vector and one number more.
  private static func problem(_ rewards: [Double]) throws -> Problem {
    try Problem(
      Prompt(
        name: "nine", policy: SoftmaxBandit(logits: [0.1, 0, -0.1, 0.2, 0.3, -1, 0.5, 0.2, 0.4]),
        rewards: rewards))
  }

  private static func frame(
    isCentred: Bool, dither: Int, groupSize: Int
  ) throws -> GroupFrame {
    let setting = try Setting(
      isCentred ? .mean : .reinforce, .gaussian, sigma: 0.1, groupSize: groupSize)
    return GroupFrame(
      key: try #require(PanelKey(setting, dither: dither)), groupSize: groupSize,
      parameterCount: 9, mayTieNoise: false)
  }

  /// A gradient of the tile, number by number.
  private static func gradient(
    _ basis: GradientBasis, _ rows: UnsafePointer<SIMD8<Double>>, group: Int
  ) -> [Double] {
    var numbers = [Double](repeating: 0, count: 9)
    numbers.withUnsafeMutableBufferPointer { numbers in
      for k in 0..<basis.dimension {
        let coordinate = rows[k * CountTile.vectors + group / 8][group % 8]
        basis.addAxis(k, scale: coordinate, to: numbers.baseAddress!)
      }
    }
    return numbers
  }

  /// Every arm has a reward of its own, which tells the outcomes; 4 completions are tabulated, 40 drawn.
  /// Gaussian noise keeps its mean, uniform noise does not, so that both ways to centre it are met.
  @Test(arguments: [4, 40], [true, false])
  func `the first group is what its completions come to`(groupSize: Int, isCentred: Bool) throws {
    let problem = try Self.problem((0..<9).map { Double($0) / 8 })
    let sampler = try #require(
      try CountSampler(
        problem, groupSize: groupSize, dithers: [Dither(.gaussian), Dither(.uniform)],
        keepsMeans: [true, !isCentred]))
    var random = RandomStream(seed: 8)
    for count in [64, 3, 1] {
      _ = sampler.draw(count, using: &random)
      for dither in 0..<2 {
        let frame = try Self.frame(isCentred: isCentred, dither: dither, groupSize: groupSize)
        let raw = try Self.frame(isCentred: false, dither: dither, groupSize: groupSize)
        let tile = sampler.tile(isCentred: isCentred)
        sampler.write(
          count, dither: dither, isCentred: isCentred, to: tile, dropsSilentGroups: false)
        sampler.copyFirst(to: frame, dropsSilentGroups: false)
        sampler.copyFirst(to: raw, dropsSilentGroups: false)
        #expect(tile.count == count)
        let outcomes = raw.rewards.elements.map { Int(8 * $0) }
        var gradients = [[Double]](repeating: Array(repeating: 0, count: 9), count: 2)
        for (i, outcome) in outcomes.enumerated() {
          let share = 1 / Double(groupSize)
          problem.positive.add(outcome, scale: share * frame.rewards[i], to: &gradients[0])
          problem.positive.add(outcome, scale: share * frame.noise[i], to: &gradients[1])
        }
        let found = [
          Self.gradient(tile.basis, tile.rewardGradients, group: 0),
          Self.gradient(tile.basis, tile.noiseGradients, group: 0),
        ]
        for j in 0..<9 {
          #expect(abs(found[0][j] - gradients[0][j]) < 1e-14)
          #expect(abs(found[1][j] - gradients[1][j]) < 1e-13)
        }
        let shape = tile.shape(0)
        let rows =
          [(shape.rewards, frame.rewards.elements, frame.noise.elements)]
          + [(shape.gradient, gradients[0], gradients[1])]
        for (found, r, z) in rows {
          for sigma in [0, 0.3, 5.0] {
            let sums = zip(r, z).map { $0 + sigma * $1 }
            #expect(abs(found.at(sigma) - dot(sums, sums)) < 1e-11 * max(1, dot(sums, sums)))
          }
        }
      }
    }
  }

  /// Twelve tiles, seed 1; some begin with a silent group.
  @Test func `silent groups are counted, and dropped as nothing`() throws {
    let problem = try Self.problem([1, 0, 0, 0, 1, 0, 0, 0, 0.5])
    let sampler = try #require(
      try CountSampler(
        problem, groupSize: 4, dithers: [Dither(.gaussian)], keepsMeans: [false]))
    var random = RandomStream(seed: 1)
    var first = 0
    for _ in 0..<12 {
      let silent = sampler.draw(64, using: &random)
      #expect(silent > 0 && silent < 64)
      let frame = try Self.frame(isCentred: true, dither: 0, groupSize: 4)
      let (kept, dropped) = (sampler.tile(isCentred: true), sampler.tile(isCentred: true))
      sampler.write(64, dither: 0, isCentred: true, to: kept, dropsSilentGroups: false)
      sampler.write(64, dither: 0, isCentred: true, to: dropped, dropsSilentGroups: true)
      var seen = 0
      for n in 0..<64 {
        let (a, b) = (kept.shape(n), dropped.shape(n))
        let isSilent = a.rewards.constant == 0
        if isSilent { seen += 1 }
        #expect(a.rewards.square > 0)
        #expect(b.rewards.square == (isSilent ? 0 : a.rewards.square))
        #expect(b.gradient.at(0.7) == (isSilent ? 0 : a.gradient.at(0.7)))
        // Rewards that are equal have no product with the noise either.
        if isSilent { #expect(a.rewards.linear == 0 && a.gradient.constant == 0) }
      }
      #expect(seen == silent)
      let isFirstSilent = dropped.shape(0).rewards.square == 0
      if isFirstSilent { first += 1 }
      sampler.copyFirst(to: frame, dropsSilentGroups: true)
      #expect(frame.noise.elements.allSatisfy { $0 == 0 } == isFirstSilent)
    }
    #expect(first > 0 && first < 12)
  }

  /// Of 64 groups, then of 5: three lanes of the first filling would stand behind the fifth group.
  @Test func `lanes behind the last group are 0`() throws {
    let problem = try Self.problem((0..<9).map { Double($0) / 8 })
    for isCentred in [true, false] {
      let sampler = try #require(
        try CountSampler(
          problem, groupSize: 40, dithers: [Dither(.gaussian)], keepsMeans: [!isCentred]))
      var random = RandomStream(seed: 12)
      let tile = sampler.tile(isCentred: isCentred)
      for count in [64, 5] {
        _ = sampler.draw(count, using: &random)
        sampler.write(count, dither: 0, isCentred: isCentred, to: tile, dropsSilentGroups: false)
        let rows =
          [tile.rewards, tile.noises, tile.products, tile.noiseGradientSquares]
          + (0..<tile.basis.dimension).flatMap { k in
            [tile.rewardGradients, tile.noiseGradients].map { $0 + k * CountTile.vectors }
          }
        for row in rows {
          for n in 0..<8 * tile.filled { #expect((row[n / 8][n % 8] == 0) == (n >= count)) }
        }
        #expect(
          abs(tile.sum(tile.noises) - (0..<count).reduce(0) { $0 + tile.noises[$1 / 8][$1 % 8] })
            < 1e-10)
      }
    }
  }

  @Test func `groups whose completions matter are not counted`() throws {
    let many = try Problem(
      Prompt(
        name: "many", policy: SoftmaxBandit(logits: Array(repeating: 0, count: 17)),
        rewards: (0..<17).map(Double.init)))
    #expect(
      try CountSampler(many, groupSize: 8, dithers: [Dither(.gaussian)], keepsMeans: [true]) == nil)
  }
}
