import Analysis
import GRPO
import GSL
import Testing

@testable import Audit

/// Do intervals of 95% hold what they promise, when true rates are known from eight completions each?
///
/// N = 600 sets, seeds 1 to 600, of 64 prompts of pass rates Beta(.7, .7). The truth is that of the law. A coverage of .95 is
/// seen within .92 to .975 with probability .997; without
/// what each prompt does to the law that all rates are inferred by it is .67.
@Suite struct PromptMeansTests {
  private static let sets = 600
  private static let prompts = 64

  private static func counts(_ seed: Int, copies: Int = 1) throws -> PassRateCounts {
    var random = RandomStream(seed: UInt64(seed), stream: 5)
    let correct = (0..<prompts).flatMap { _ -> [Int] in
      let right = random.gamma(shape: 0.7, scale: 1)
      let rate = right / (right + random.gamma(shape: 0.7, scale: 1))
      let seen = (0..<8).count { _ in random.uniform() < rate }
      return Array(repeating: seen, count: copies)
    }
    return try PassRateCounts(
      correct: correct, completions: correct.map { _ in 8 }, weights: correct.map { _ in 1 })
  }

  /// What one group has of TRL's advantages at sigma .05, of 16 completions, so that counts of eight do not tell the
  /// compositions alone.
  private struct Laws {
    static let size = 16
    let kinds: [KeptSignal]
    let moments: GroupSizeMoments

    init() throws {
      let trl = try AdvantagePreset(name: "trl").estimator
      kinds = try (0...Self.size).map { right in
        try KeptSignal(
          levels: [0, 1], counts: [Self.size - right, right], estimator: trl,
          dither: Dither(.gaussian), sigma: 0.05)
      }
      moments = try GroupSizeMoments(
        trl, groupSize: Self.size, sigma: 0.05, dropsSilent: false)
    }

    /// E[p^G + (1 - p)^G], kept, efficiency.
    func numbers(_ rates: PassRateSet) throws -> [ClusteredEstimate] {
      let means = try PromptMeans(rates) { law in
        let compositions = law.compositions(groupSize: Self.size)
        let sum = zip(compositions, kinds).reduce(KeptSignal.zero) { $0 + $1.0 * $1.1 }
        return [
          compositions[0], compositions[Self.size], sum.product, sum.plain, sum.energy,
        ] + (try moments.mean(law, nodes: Self.size + 1, noiseScale: 1000))
      }
      return [
        means.share(0, 1), means.squaredCosine(2, 3, 4)!,
        means.ratio(5 + GroupSizeMoments.signal, 5 + GroupSizeMoments.total)!,
      ]
    }
  }

  /// Those of the law itself: prompts at its quantiles.
  private static func truth(_ laws: Laws) throws -> [Double] {
    let law = BetaDistribution(a: 0.7, b: 0.7)
    let count = 20_000
    let rates = try (0..<count).map { try law.quantile((Double($0) + 0.5) / Double(count)) }
    return try laws.numbers(PassRateSet(exact: rates, weights: rates.map { _ in 1 })).map(\.value)
  }

  private static func covered(
    _ laws: Laws, _ truth: [Double], _ rates: (Int) throws -> PassRateSet
  ) throws -> [Int] {
    var found = truth.map { _ in 0 }
    for seed in 1...sets {
      for (place, estimate) in try laws.numbers(try rates(seed)).enumerated() {
        if estimate.interval!.contains(truth[place]) { found[place] += 1 }
      }
    }
    return found
  }

  @Test
  func `intervals of posteriors cover the truth, those of k of n and of copied prompts do not`()
    throws
  {
    let laws = try Laws()
    let truth = try Self.truth(laws)
    let own = try Self.covered(laws, truth) { try PassRateSet(Self.counts($0)) }
    for (place, count) in own.enumerated() {
      #expect((552...585).contains(count), "number \(place): \(count) of \(Self.sets)")
    }
    // Planted: observed rates taken for true.
    let plugIn = try Self.covered(laws, truth) { seed in
      let classes = try Self.counts(seed).classes
      let rates = classes.flatMap { group in
        Array(
          repeating: Double(group.correct) / Double(group.completions), count: group.prompts)
      }
      return try PassRateSet(exact: rates, weights: rates.map { _ in 1 })
    }
    // Planted: four groups of a prompt taken for groups of four.
    let copies = try Self.covered(laws, truth) { try PassRateSet(Self.counts($0, copies: 4)) }
    for (place, count) in plugIn.enumerated() {
      #expect(count < 540, "k/n, number \(place): \(count)")
    }
    for (place, count) in copies.enumerated() {
      #expect(count < 500, "copies, number \(place): \(count)")
    }
  }
}
