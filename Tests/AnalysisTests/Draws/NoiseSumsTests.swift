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
      var noise = [Double](repeating: 0, count: 40)
      sums.copyFirst(to: &noise)
      let mean = keepsMean ? 0 : noise.reduce(0, +) / 40
      let centred = noise.map { $0 - mean }
      #expect(abs(sums.squares[0] - dot(centred, centred)) < 1e-12)
      var start = 0
      for a in 0..<9 {
        let end = start + Int(source.numbers(row: source.picks[0])[a])
        let right = centred[start..<end].reduce(0, +)
        #expect(abs(sums.sums[a / 8][a % 8] - right) < 1e-12, "outcome \(a)")
        start = end
      }
      #expect(start == 40)
    }
  }

  /// Given the counts: S_a has variance n_a (1 - n_a/G) when centred, n_a when not, sums of squares have mean
  /// G - 1 or G. N = 64,000 groups but the first of each tile, seed 5, abs(z) <= 5 of the pooled second moments:
  /// a share of 3% shows.
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
        for a in 0..<9 {
          let s = sums.sums[n * source.width + a / 8][a % 8]
          let variance = counts[a] * (keepsMean ? 1 : 1 - counts[a] / Double(size))
          block[a] += s * s - variance
        }
        block[9] += sums.squares[n] - Double(keepsMean ? size : size - 1)
      }
      moments.add(blockSum: block, count: 63)
    }
    let covariance = moments.covarianceOfMean()
    for i in 0..<10 {
      let z = ZScore(
        moments.mean[i], standardError: covariance[i * 10 + i].squareRoot(),
        count: moments.sampleCount, against: 0)
      #expect(z.agrees(), "\(i): \(z)")
    }
  }
}
