import GRPO
import GSL
import TestSupport
import Testing

@testable import Analysis

/// Tiles of averaged noise against the exact law of the gradient, and against tiles of the whole noise.
struct RadialNoiseTests {
  /// Mistakes that the law refuses.
  enum Planted: CaseIterable {
    /// norm(w)^2 with G - 3 degrees of freedom.
    case degrees
    /// What is across the rewards shared among G - 1 directions.
    case denominator
    /// No noise along the rewards in the size of the dithered rewards.
    case along
  }

  private static let groupSize = 4
  private static let tiles = 2000

  /// Means of w^2 norm(g_r + sigma g_z)^2 and of w (g_r + sigma g_z), w = 1 / norm(r + sigma z), over the groups of
  /// 2000 tiles, 128,000 groups, seed 71.
  private static func found(
    _ problem: Problem, sigma: Double, planting planted: Planted? = nil
  ) throws -> MomentAccumulator {
    let sampler = try #require(
      try CountSampler(
        problem, groupSize: groupSize, dithers: [Dither(.gaussian)], keepsMeans: [false],
        averages: [true]))
    let tile = sampler.tile(isCentred: true)
    var random = RandomStream(seed: 71)
    var other = RandomStream(seed: 72)
    var moments = MomentAccumulator(dimension: 1 + tile.basis.dimension)
    var spare = [0.0]
    for _ in 0..<tiles {
      _ = sampler.draw(64, using: &random)
      sampler.write(64, dither: 0, isCentred: true, to: tile, dropsSilentGroups: false)
      var block = [Double](repeating: 0, count: moments.dimension)
      for n in 0..<64 {
        var shape = tile.shape(n)
        other.fillSquaredNorms(&spare, count: 1, dimension: groupSize - 3)
        if let planted { plant(planted, in: &shape, spare: spare[0]) }
        let w = 1 / shape.rewards.at(sigma).squareRoot()
        block[0] += w * w * shape.gradient.at(sigma)
        for k in 0..<tile.basis.dimension {
          let place = CountTile.vectors * k + n / 8
          block[1 + k] +=
            w
            * (tile.rewardGradients[place][n % 8] + sigma * tile.noiseGradient(k, n / 8)[n % 8])
        }
      }
      moments.add(blockSum: block, count: 64)
    }
    return moments
  }

  /// In groups whose rewards differ.
  private static func plant(_ planted: Planted, in shape: inout GroupShape, spare: Double) {
    guard shape.rewards.constant > 0 else { return }
    let u = shape.rewards.linear / (2 * shape.rewards.constant.squareRoot())
    let along = u * u * shape.gradient.constant / shape.rewards.constant
    let rest = shape.rewards.square - u * u
    let across = (shape.gradient.square - along) / rest
    let size = Double(groupSize)
    switch planted {
    case .degrees:
      shape.rewards.square = u * u + spare
      shape.gradient.square = along + across * spare
    case .denominator:
      shape.gradient.square = along + across * rest * (size - 2) / (size - 1)
    case .along: (shape.rewards.linear, shape.rewards.square) = (0, rest)
    }
  }

  private static func scores(_ moments: MomentAccumulator, against exact: [Double]) -> [ZScore] {
    let covariance = moments.covarianceOfMean()
    return exact.indices.map { i in
      ZScore(
        moments.mean[i], standardError: covariance[i * moments.dimension + i].squareRoot(),
        count: moments.blockCount, against: exact[i])
    }
  }

  /// Of the law: E norm(g)^2 over m, and E g in the basis over sqrt m, m = G - ddof.
  private static func exact(_ problem: Problem, sigma: Double) throws -> [Double] {
    let setting = try Setting(.standardized, .gaussian, sigma: sigma, groupSize: groupSize)
    let law = try ExactLaw.moments(ProblemSet([problem]), setting: setting)
    let m = Double(groupSize - setting.advantage.ddof)
    let basis = GradientBasis(problem, groupSize: groupSize, isCentred: true)
    let gradient = try #require(law.expectedGradient)
    return [try #require(law.secondMoment) / m]
      + (0..<basis.dimension).map { k in
        var axis = [Double](repeating: 0, count: problem.parameterCount)
        axis.withUnsafeMutableBufferPointer { basis.addAxis(k, scale: 1, to: $0.baseAddress!) }
        return dot(axis, gradient) / m.squareRoot()
      }
  }

  /// abs(z) <= 5; the smallest effect seen for sure is 1.1% of E norm(g)^2.
  @Test(arguments: [0.01, 0.4, 3])
  func `averaged tiles have the moments of the law`(sigma: Double) throws {
    for problem in [try ReferencePrompts.fiveArms(), try ReferencePrompts.gradedArms()] {
      let found = try Self.found(problem, sigma: sigma)
      for (i, z) in Self.scores(found, against: try Self.exact(problem, sigma: sigma)).enumerated()
      {
        #expect(z.agrees(), "\(problem.name), \(i): \(z)")
      }
    }
  }

  /// Beyond 5 standard errors of E norm(g)^2, at sigma .4, where noise and rewards are of one size: the mistakes move it
  /// by +4.7%, -3.9% and +15%, some 40 standard errors and more.
  @Test(arguments: Planted.allCases)
  func `a mistake in the noise is seen`(planted: Planted) throws {
    let problem = try ReferencePrompts.fiveArms()
    let found = try Self.found(problem, sigma: 0.4, planting: planted)
    let z = Self.scores(found, against: try Self.exact(problem, sigma: 0.4))[0]
    #expect(z.differs(), "\(planted): \(z)")
  }

  /// The largest advantage is of noise drawn for it alone, standard normal completion by completion: 2000 first
  /// groups, seed 73, mean square within 5 standard errors of 1 (sqrt(2/8000) = .016).
  @Test func `the first group has noise of its own`() throws {
    let sampler = try #require(
      try CountSampler(
        try ReferencePrompts.fiveArms(), groupSize: 4, dithers: [Dither(.gaussian)],
        keepsMeans: [false], averages: [true]))
    let setting = try Setting(.reinforce, .gaussian, sigma: 0.4, groupSize: 4)
    let frame = GroupFrame(
      key: try #require(PanelKey(setting, dither: 0)), groupSize: 4, parameterCount: 5,
      mayTieNoise: false)
    var random = RandomStream(seed: 73)
    var squares: [Double] = []
    for _ in 0..<2000 {
      _ = sampler.draw(1, using: &random)
      sampler.copyFirst(to: frame, dropsSilentGroups: false)
      squares += frame.noise.elements.map { $0 * $0 }
      #expect(frame.rewards.elements.allSatisfy { $0 == 0 || $0 == 1 })
    }
    let z = ZScore(squares, against: 1)
    #expect(z.agrees(), "\(z)")
  }
}
