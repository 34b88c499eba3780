import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Noise sums by outcome against single noises, and against their law given the counts.
struct NoiseSumsTests {
  private static func source(_ groupSize: Int, arms: Int = 9) throws -> CountSource {
    let problem = try Problem(
      Prompt(
        name: "arms", policy: SoftmaxBandit(logits: (0..<arms).map { 0.1 * Double($0) }),
        rewards: (0..<arms).map { Double($0 % 2) }))
    return try #require(try CountSource(problem, groupSize: groupSize))
  }

  /// The first group of a tile is drawn completion by completion, outcome after outcome.
  @Test(arguments: [NoiseFamily.gaussian, .uniform], [true, false])
  func `the first group's sums are those of its single noises`(
    family: NoiseFamily, keepsMean: Bool
  ) throws {
    let source = try Self.source(40)
    let sums = NoiseSums(try Dither(family), source: source, keepsMean: keepsMean)
    var random = RandomStream(seed: 2)
    for count in [64, 7] {
      source.draw(count, using: &random)
      sums.draw(count, using: &random)
      let first = Buffer(repeating: 0.0, count: 40)
      sums.copyFirst(to: first)
      let noise = first.elements
      let mean = noise.reduce(0, +) / 40
      let centred = noise.map { $0 - mean }
      #expect(abs(sums.squares[0][0] - dot(centred, centred)) < 1e-12)
      #expect(abs(sums.sums[0][0] - (keepsMean ? mean : 0)) < 1e-14)
      var start = 0
      for a in 0..<9 {
        let end = start + Int(source.numbers(row: source.picks[0])[a])
        let right = centred[start..<end].reduce(0, +)
        // The first outcome's is minus the sum of the others.
        if a > 0 {
          #expect(abs(sums.sums[a * CountTile.vectors][0] - right) < 1e-12, "outcome \(a)")
        }
        start = end
      }
      #expect(start == 40)
    }
  }

  /// Given the counts: S_a of centred noise has variance n_a (1 - n_a/G), the mean 1/G where it is drawn, sums of
  /// squares have mean G - 1. N = 63,000 groups, all but the first of each tile, seed 5, abs(z) <= 5 of the
  /// pooled second moments: a share of 3% shows.
  @Test(arguments: [true, false])
  func `direct sums have the law of sums of single noises`(keepsMean: Bool) throws {
    let size = 40
    let source = try Self.source(size)
    let sums = NoiseSums(try Dither(.gaussian), source: source, keepsMean: keepsMean)
    var random = RandomStream(seed: 5)
    var moments = MomentAccumulator(dimension: 10)
    for _ in 0..<1000 {
      source.draw(64, using: &random)
      sums.draw(64, using: &random)
      var block = [Double](repeating: 0, count: 10)
      for n in 1..<64 {
        let counts = source.numbers(row: source.picks[n])
        let own = (0..<9).map { sums.sums[$0 * CountTile.vectors + n / 8][n % 8] }
        block[0] += own[0] * own[0] - (keepsMean ? 1 / Double(size) : 0)
        for a in 1..<9 {
          block[a] += own[a] * own[a] - counts[a] * (1 - counts[a] / Double(size))
        }
        block[9] += sums.squares[n / 8][n % 8] - Double(size - 1)
      }
      moments.add(blockSum: block, count: 63)
    }
    let covariance = moments.covarianceOfMean()
    for i in (keepsMean ? 0 : 1)..<10 {
      let z = ZScore(
        moments.mean[i], standardError: covariance[i * 10 + i].squareRoot(),
        count: moments.sampleCount, against: 0)
      #expect(z.agrees(), "\(i): \(z)")
    }
  }

  /// Products of two outcomes have mean -n_a n_b / G: noise of outcomes that were independent would not. As above.
  @Test func `sums of two outcomes vary together`() throws {
    let (size, outcomes) = (40, [1, 4, 8])
    let source = try Self.source(size)
    let sums = NoiseSums(try Dither(.gaussian), source: source, keepsMean: false)
    var random = RandomStream(seed: 5)
    var (moments, control) = (MomentAccumulator(dimension: 3), MomentAccumulator(dimension: 3))
    for _ in 0..<1000 {
      source.draw(64, using: &random)
      sums.draw(64, using: &random)
      var (block, plain) = ([0.0, 0, 0], [0.0, 0, 0])
      for n in 1..<64 {
        let counts = source.numbers(row: source.picks[n])
        for i in 0..<3 {
          let (a, b) = (outcomes[i], outcomes[(i + 1) % 3])
          let product =
            sums.sums[a * CountTile.vectors + n / 8][n % 8]
            * sums.sums[b * CountTile.vectors + n / 8][n % 8]
          block[i] += product + counts[a] * counts[b] / Double(size)
          plain[i] += product
        }
      }
      moments.add(blockSum: block, count: 63)
      control.add(blockSum: plain, count: 63)
    }
    for i in 0..<3 {
      let scores = [moments, control].map {
        ZScore(
          $0.mean[i], standardError: $0.covarianceOfMean()[4 * i].squareRoot(),
          count: $0.sampleCount, against: 0)
      }
      #expect(scores[0].agrees(), "\(i): \(scores[0])")
      #expect(scores[1].differs(), "\(i): \(scores[1])")
    }
  }
}
