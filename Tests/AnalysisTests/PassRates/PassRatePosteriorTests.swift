import GRPO
import GSL
import Policies
import RealModule
import TestSupport
import Testing

@testable import Analysis

/// What counts of few completions say of the true pass rates.
@Suite struct PassRatePosteriorTests {
  /// Counts of a set drawn from Beta(a, b), with the rates they come from.
  private func simulated(
    _ prompts: Int, completions: Int, a: Double, b: Double, seed: UInt64
  ) throws -> (counts: PassRateCounts, rates: [Double]) {
    var stream = RandomStream(seed: seed, stream: 0xBE7A)
    let rates = (0..<prompts).map { _ in
      let right = stream.gamma(shape: a, scale: 1)
      return right / (right + stream.gamma(shape: b, scale: 1))
    }
    let correct = rates.map { rate in
      (0..<completions).count { _ in stream.uniform() < rate }
    }
    let counts = try PassRateCounts(
      correct: correct, completions: correct.map { _ in completions },
      weights: correct.map { _ in 1 })
    return (counts, rates)
  }

  private func settings(_ sigmas: [Double]) throws -> [Setting] {
    try sigmas.map {
      try Setting(
        advantage: AdvantageEstimator(.standardized, ddof: 1, stabilizer: 1e-4),
        dither: Dither(.gaussian), sigma: $0, groupSize: 8)
    }
  }

  /// At the true rates: the share of silent groups, and what sigma .05 leaves of the signal.
  private func truth(_ rates: [Double], _ settings: [Setting]) throws -> (
    silent: Double, kept: Double
  ) {
    let curves = try PassRateCurves(settings, threads: 1)
    var sums = [Double](repeating: 0, count: curves.width)
    for rate in rates { curves.add(at: rate, scale: 1, to: &sums) }
    let silent = rates.reduce(0) { $0 + power($1, 8) + power(1 - $1, 8) } / Double(rates.count)
    return (silent, PassRatePosterior.kept(sums, 1, 0))
  }

  /// 200 prompts of Beta(2, 3), 16 completions each, seed 5. The truth is inside with probability .95: 190 of 200 with a
  /// standard deviation of 3.1; intervals of k/n by the normal law, which shrink to nothing at 0 and 1, miss more.
  @Test func `true pass rates are in their intervals as often as they say`() throws {
    let (counts, rates) = try simulated(200, completions: 16, a: 2, b: 3, seed: 5)
    let posterior = try PassRatePosterior(counts)
    var stream = RandomStream(seed: 5, stream: 0xBE7B)
    let (covered, narrow) = rates.reduce(into: (0, 0)) { sum, rate in
      let correct = (0..<16).count { _ in stream.uniform() < rate }
      let interval = posterior.interval(correct: correct, of: 16)!
      if interval.contains(rate) { sum.0 += 1 }
      let share = Double(correct) / 16
      if abs(rate - share) <= 1.96 * (share * (1 - share) / 16).squareRoot() { sum.1 += 1 }
    }
    #expect(abs(covered - 190) <= 12, "\(covered) of 200")
    #expect(narrow < 190 - 12, "\(narrow) of 200 by the normal law")
  }

  @Test func `alpha, beta and both silent shares are those of the reference`() throws {
    for row in try Reference.table("beta_binomial.csv") {
      let n = try #require(Int(row["completions"]!))
      let size = try #require(Int(row["group_size"]!))
      let correct = row["tally"]!.split(separator: " ").enumerated().flatMap {
        Array(repeating: $0.offset, count: Int($0.element)!)
      }
      let counts = try PassRateCounts(
        correct: correct, completions: correct.map { _ in n }, weights: correct.map { _ in 2 })
      let posterior = try PassRatePosterior(counts)
      let expect = { (name: String, found: Double, tolerance: Double) in
        let value = Double(row[name]!)!
        #expect(abs(found - value) < tolerance * value, "\(name): \(found), reference \(value)")
      }
      expect("alpha", posterior.fit.alpha, 1e-9)
      expect("beta", posterior.fit.beta, 1e-9)
      expect("silent", posterior.silentShare(groupSize: size), 1e-9)
      let unbiased = counts.unbiasedSilentShare(groupSize: size)
      if row["unbiased"]!.isEmpty {
        #expect(unbiased == nil)
      } else {
        expect("unbiased", try #require(unbiased).mean, 1e-13)
      }
    }
  }

  /// sum_k Binomial(k; n, p) U(k) = p^G + (1 - p)^G.
  @Test(arguments: [(8, 8), (8, 3), (12, 8), (5, 1)])
  func `the silent share of counts is unbiased, the plug-in share too large`(
    completions: Int, groupSize: Int
  ) throws {
    for p in [0.0, 0.03, 0.4, 0.5, 0.93, 1] {
      var (unbiased, plugIn) = (0.0, 0.0)
      for k in 0...completions {
        let counts = try PassRateCounts(correct: [k], completions: [completions], weights: [1])
        let chance = binomial(completions, k) * power(p, k) * power(1 - p, completions - k)
        unbiased += chance * (try #require(counts.unbiasedSilentShare(groupSize: groupSize))).mean
        plugIn += chance * counts.plugInSilentShare(groupSize: groupSize)
      }
      let truth = power(p, groupSize) + power(1 - p, groupSize)
      #expect(abs(unbiased - truth) < 1e-14, "p \(p): \(unbiased), \(truth)")
      if groupSize > 1, 0 < p, p < 1 { #expect(plugIn > truth + 1e-4) }
    }
  }

  private func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
  }

  /// N = 2,000, 8 completions, Beta(.6, .5), seed 2025: at plug-in the silent share is off by about .09,
  /// forty times the half-width of a tenth; the intervals are some .02 wide.
  @Test func `two thousand prompts of eight completions: truth inside, plug-in outside`() throws {
    let (counts, rates) = try simulated(2000, completions: 8, a: 0.6, b: 0.5, seed: 2025)
    let settings = try settings([0, 0.05])
    let truth = try truth(rates, settings)
    let row = try PassRatePosterior(counts).rows(settings, seed: 1, threads: 2)[1]
    let silent = try #require(row.silentShare.posterior)
    #expect(silent.low < truth.silent && truth.silent < silent.high, "\(truth), \(row)")
    #expect(silent.high - silent.low < 0.03)
    #expect(try #require(row.silentShare.plugIn) > silent.high + 0.05, "\(row)")
    let kept = try #require(row.keptSignal.posterior)
    #expect(kept.low < truth.kept && truth.kept < kept.high, "\(truth), \(row)")
    #expect(kept.high - kept.low < 0.03)
    #expect(try #require(row.keptSignal.plugIn) < kept.low - 0.02, "\(row)")
    let unbiased = try #require(row.unbiasedSilentShare)
    let z = ZScore(unbiased, against: truth.silent)
    #expect(z.agrees(), "\(z)")
    // Same seed, same bytes, any number of threads.
    let again = try PassRatePosterior(counts).rows(settings, seed: 1, threads: 1)[1]
    #expect(again.silentShare.posterior == silent && again.keptSignal.posterior == kept)
  }

  /// 60 sets of 300 prompts of 6 completions, seeds 1 to 60: of intervals that hold with probability .95
  /// fewer than 50 do so with probability 2e-4; the test sees a coverage below .72 with .95.
  @Test func `intervals hold the truth as often as they say`() throws {
    let settings = try settings([0, 0.05])
    let curves = try PassRateCurves(settings, threads: 1)
    var (silent, kept) = (0, 0)
    for seed in UInt64(1)...60 {
      let (counts, rates) = try simulated(300, completions: 6, a: 0.6, b: 0.5, seed: seed)
      let found = try PassRatePosterior(counts)
        .summary(settings, curves: curves, seed: 1, draws: 200)
      let truth = try truth(rates, settings)
      if (found.silentShare.low...found.silentShare.high).contains(truth.silent) { silent += 1 }
      let interval = try #require(found.keptSignal[1])
      if (interval.low...interval.high).contains(truth.kept) { kept += 1 }
    }
    #expect(silent >= 50 && kept >= 50, "\(silent) and \(kept) of 60")
  }

  /// Classes of more prompts than are drawn, and weights: the spread must be that of all of them.
  @Test func `classes that are not drawn whole spread as if they were`() throws {
    let correct = (0...8).flatMap { Array(repeating: $0, count: $0 == 0 || $0 == 8 ? 600 : 100) }
    let weights = correct.indices.map { $0 % 3 == 0 ? 5.0 : 1 }
    let counts = try PassRateCounts(
      correct: correct, completions: correct.map { _ in 8 }, weights: weights)
    let posterior = try PassRatePosterior(counts)
    let settings = try settings([0])
    let found = try posterior.summary(
      settings, curves: PassRateCurves(settings, threads: 1), seed: 3, draws: 4000)
    // Var sum_i w_i f(p_i) at the fitted law, by quadrature; the law's own doubt adds to it.
    var variance = 0.0
    var slopes = [0.0, 0.0]
    for group in counts.classes {
      let mean = { (u: Double, v: Double, degree: Int) throws -> Double in
        let rule = try posterior.law(
          of: group, alpha: posterior.fit.alpha * .exp(u), beta: posterior.fit.beta * .exp(v)
        ).rule(count: 32)
        return zip(rule.nodes, rule.weights).reduce(0) {
          let silent = power($1.0, 8) + power(1 - $1.0, 8)
          return $0 + $1.1 * power(silent, degree)
        }
      }
      let first = try mean(0, 0, 1)
      variance += group.squaredWeight * (try mean(0, 0, 2) - first * first)
      slopes[0] += group.weight * (try mean(0.01, 0, 1) - mean(-0.01, 0, 1)) / 0.02
      slopes[1] += group.weight * (try mean(0, 0.01, 1) - mean(0, -0.01, 1)) / 0.02
    }
    let c = posterior.fit.covariance
    variance += slopes[0] * slopes[0] * c[0] + 2 * slopes[0] * slopes[1] * c[1]
    variance += slopes[1] * slopes[1] * c[3]
    let width = 2 * 1.959964 * variance.squareRoot()
    // 4,000 draws know a width to about 2%; without the scaling it would be twice too wide.
    #expect(abs((found.silentShare.high - found.silentShare.low) / width - 1) < 0.1, "\(width)")
  }

  @Test func `counts that do not tell how rates differ are refused`() throws {
    for correct in [[8, 8, 8], [0, 0], [3], [4, 4, 4, 4]] {
      let counts = try PassRateCounts(
        correct: correct, completions: correct.map { _ in 8 }, weights: correct.map { _ in 1 })
      #expect(throws: AnalysisError.self) { try PassRatePosterior(counts) }
    }
    #expect(throws: AnalysisError.self) {
      try PassRateCounts(correct: [9], completions: [8], weights: [1])
    }
  }

  /// E p^m = (a)_m / (a + b)_m.
  @Test(arguments: [(0.3, 0.4), (8.6, 0.5), (2, 31)])
  func `the rule of a beta law gives its moments`(a: Double, b: Double) throws {
    let rule = try BetaDistribution(a: a, b: b).rule(count: 12)
    for degree in 0...23 {
      let found = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * power($1.0, degree) }
      let truth = (0..<degree).reduce(1.0) { $0 * (a + Double($1)) / (a + b + Double($1)) }
      #expect(abs(found - truth) < 1e-11 * truth, "\(degree): \(found), \(truth)")
    }
    let narrow = try BetaDistribution(a: 1000 * a, b: 1000 * b).rule(count: 12)
    let mean = zip(narrow.nodes, narrow.weights).reduce(0) { $0 + $1.1 * $1.0 }
    #expect(abs(mean - a / (a + b)) < 1e-4 * a / (a + b))
  }
}
