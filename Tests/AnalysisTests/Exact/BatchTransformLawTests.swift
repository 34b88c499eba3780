import GRPO
import GSL
import Policies
import TestSupport
import Testing

@testable import Analysis

/// Batch-standardized advantages under noise that is not Gaussian.
struct BatchTransformLawTests {
  /// The law of one group given what the other groups hold together.
  private static func moments(
    own: [Int], other: [Int], noise: TiltedNoise, setting: Setting, levels: [Double]
  ) throws -> ConditionalMoments {
    let context = BatchContext(
      groups: setting.batchGroups, pairs: setting.dithered(levels: levels, values: [0]),
      contents: [(other, 1)], places: Array(levels.indices))
    let law = BatchTransformLaw(noise: noise, setting: setting, context: context)
    var moments = ConditionalMoments(levelCount: levels.count, parts: 1)
    try law.fill(&moments, counts: own)
    return moments
  }

  private static func counts(_ cell: String) -> [Int] {
    cell.split(separator: " ").map { Int($0)! }
  }

  /// data/reference/batch_noise.csv: products of Gauss rules over all noises of a batch, no transform.
  @Test func `batches agree with the reference table, and another sigma does not`() throws {
    var (rows, refused) = (0, 0)
    for row in try Reference.table("batch_noise.csv") {
      #expect(try distance(row, factor: 1) < 1e-9, "\(row)")
      if try distance(row, factor: 1.01) > 1e-9 { refused += 1 }
      rows += 1
    }
    #expect(rows == 36 && refused == rows, "\(refused) of \(rows)")
  }

  private func distance(_ row: [String: String], factor: Double) throws -> Double {
    let value = { (column: String) in Double(row[column]!)! }
    let own = Self.counts(row["own"]!)
    let setting = try Setting(
      advantage: AdvantageEstimator(
        .batchStandardized, ddof: Int(value("ddof")), stabilizer: value("stabilizer")),
      dither: Dither(NoiseFamily(name: row["noise"]!)), sigma: factor * value("sigma"),
      groupSize: 2, batchGroups: 2)
    let found = try Self.moments(
      own: own, other: Self.counts(row["other"]!),
      noise: try #require(TiltedNoise(setting.dither)), setting: setting, levels: [0, 1])
    var largest = 0.0
    for l in 0...1 where own[l] > 0 {
      largest = max(
        largest, abs(found.first[l] - value("first\(l)")),
        abs(found.diagonal[l] - value("second\(l)")))
    }
    if own[0] > 0, own[1] > 0 { largest = max(largest, abs(found.cross[1] - value("cross"))) }
    return largest
  }

  /// 60 random batches of two to four levels, sigma 1e-3 to 10, seed 31: Gaussian noise against the closed
  /// law of the whole batch.
  @Test func `Gaussian noise gives the Gaussian law of the batch`() throws {
    var random = RandomStream(seed: 31)
    for number in 0..<60 {
      let problem = LawCase(using: &random)
      let groups = 2 + number % 3
      var other = problem.levels.map { _ in 0 }
      for _ in 0..<((groups - 1) * problem.groupSize) {
        other[random.index(below: other.count)] += 1
      }
      let setting = try Setting(
        advantage: AdvantageEstimator(
          .batchStandardized, ddof: number % 2, stabilizer: [0, 1e-4, 0.1][number % 3]),
        dither: Dither(.gaussian), sigma: problem.sigma, groupSize: problem.groupSize,
        batchGroups: groups)
      let found = try Self.moments(
        own: problem.counts, other: other, noise: .gaussian, setting: setting,
        levels: problem.levels)
      let closed = try problem.moments(
        BatchLaw(
          levels: problem.levels, setting: setting,
          context: BatchContext(
            groups: groups, pairs: setting.dithered(levels: problem.levels, values: [0]),
            contents: [(other, 1)], places: Array(problem.levels.indices))))
      let size = max(1, closed.diagonal.max()!)
      #expect(problem.distance(found, closed) <= 1e-10 * size, "\(problem) \(other)")
    }
  }

  /// 200,000 groups of 4 in batches of 3, seed 12, abs(z) <= 5: second moments are known to 1%; a law of
  /// twice the noise is refused.
  @Test(arguments: [NoiseFamily.uniform, .laplace])
  func `simulated batches agree, and twice the noise does not`(family: NoiseFamily) throws {
    let prompt = try Prompt(
      name: "batch", policy: SoftmaxBandit(logits: [0.5, -0.2, 0.1, 0.4]), rewards: [0, 1, 0.4, 1])
    let set = try ProblemSet([Problem(prompt)])
    let point = { (sigma: Double) in
      try Setting(
        advantage: AdvantageEstimator(.batchStandardized, ddof: 1, stabilizer: 1e-4),
        dither: Dither(family), sigma: sigma, groupSize: 4, batchGroups: 3)
    }
    let exact = try ExactLaw.moments(set, setting: point(0.4))
    let gradient = try #require(exact.expectedGradient)
    let second = try #require(exact.secondMoment)
    let found = try Simulation(
      set, settings: [point(0.4)], sampling: Sampling(groups: 200_000, seed: 12, threads: 2)
    ).run()[0].settings[0]
    for axis in gradient.indices {
      let estimate = found.projection(on: gradient.indices.map { $0 == axis ? 1.0 : 0 })
      let z = ZScore(estimate, against: gradient[axis])
      #expect(z.agrees(), "\(z)")
    }
    let z = ZScore(found.secondMoment, against: second)
    #expect(z.agrees(), "\(z)")
    let wrong = try #require(ExactLaw.moments(set, setting: point(0.8)).expectedGradient)
    let axis = gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) }!
    let along = found.projection(on: gradient.indices.map { $0 == axis ? 1.0 : 0 })
    #expect(ZScore(along, against: wrong[axis]).differs())
  }

  @Test func `batches of too many contents say so`() throws {
    let prompt = try Prompt(
      name: "many", policy: SoftmaxBandit(logits: [0.5, -0.2, 0.1, 0.4]), rewards: [0, 1, 0.4, 0.7])
    let set = try ProblemSet([Problem(prompt)])
    let setting = try Setting(
      advantage: AdvantageEstimator(.batchStandardized, stabilizer: 1e-4), dither: Dither(.uniform),
      sigma: 0.1, groupSize: 8, batchGroups: 4)
    let found = try ExactLaw.moments(set, setting: setting)
    #expect(found.expectedGradient == nil)
    #expect(
      found.notes == ["no exact law: batches of 4 groups of 8 on 4 reward levels take too long"])
  }
}
