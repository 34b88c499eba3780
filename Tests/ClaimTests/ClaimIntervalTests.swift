import GSL
import RealModule
import Testing
import Training

@testable import Analysis

/// Intervals around estimates: their formula, their error, and how one error probability is shared.
struct ClaimIntervalTests {
  /// 1000 values, variance .04, in an interval of length 2, level 4 e^-10 so that L = 10:
  /// sqrt(2 * .04 * 10 / 1000) + 7 * 2 * 10 / (3 * 999) = .0282842712 + .0467133800.
  @Test func `the Bernstein half-width by hand`() throws {
    let level = try SignificanceLevel(4 * .exp(-10))
    let estimate = Estimate(
      mean: 0, standardError: 0.006, count: 1000, sample: BoundedSample(variance: 0.04, width: 2))
    let interval = ConfidenceInterval(estimate, at: level)
    #expect(interval.kind == .bernstein)
    #expect(abs(interval.halfWidth - 0.074_997_651_3) < 1e-9)
  }

  /// 1.959963984540054 standard errors at 5%.
  @Test func `without a bound the normal quantile rules`() throws {
    let estimate = Estimate(mean: 3, standardError: 0.5, count: 1000)
    let interval = ConfidenceInterval(estimate, at: try SignificanceLevel(0.05))
    #expect(interval.kind == .normal)
    #expect(abs(interval.halfWidth - 0.979_981_992_270_027) < 1e-12)
  }

  /// Sample (0, 0, 1, 3): sum of squares 10, mean 1, variance (10 - 4)/3 = 2.
  @Test func `a sample variance by hand`() {
    let sample = BoundedSample(sumOfSquares: 10, mean: 1, count: 4, width: 3)
    #expect(sample.variance == 2)
  }

  /// Share p = .002 of 1000 draws, level 5%, 20,000 repetitions. The normal interval misses p
  /// whenever there is no success (probability .135) and more; Bernstein's must not exceed 5%: with
  /// 20,000 repetitions 5.8% would be seen at 5 standard errors of .15%.
  @Test func `for rare events Bernstein keeps its level and the normal interval does not`() throws {
    let (p, n, repetitions) = (0.002, 1000, 20_000)
    let level = try SignificanceLevel(0.05)
    var random = RandomStream(seed: 7)
    var misses = [0, 0]
    for _ in 0..<repetitions {
      let successes = Double(random.binomial(trials: n, probability: p))
      let share = successes / Double(n)
      let sample = BoundedSample(sumOfSquares: successes, mean: share, count: n, width: 1)
      let error = (sample.variance / Double(n)).squareRoot()
      for (i, bounded) in [sample, nil].enumerated() {
        let estimate = Estimate(mean: share, standardError: error, count: n, sample: bounded)
        let halfWidth = ConfidenceInterval(estimate, at: level).halfWidth
        if abs(share - p) > halfWidth { misses[i] += 1 }
      }
    }
    #expect(Double(misses[0]) < 0.058 * Double(repetitions), "Bernstein: \(misses[0])")
    #expect(Double(misses[1]) > 0.1 * Double(repetitions), "normal: \(misses[1])")
  }

  @Test func `the error of a run is shared by its findings`() throws {
    let finding = Finding(
      variant: "mean", quantity: "a number", claimed: 0, exact: 0,
      estimate: Estimate(mean: 0, standardError: 1, count: 100), expected: .holds)
    let judgement = try Judgement(Array(repeating: finding, count: 8))
    #expect(judgement.level.probability == 1.25e-4)
    #expect(abs(judgement.interval(finding).halfWidth - judgement.critical) < 1e-12)
  }

  /// A refutation that is expected must not hang on luck: at 100,000 groups the exact value is
  /// farther from the prediction than what is seen with probability .99.
  @Test(arguments: ClaimCase.all.map(\.claim.name))
  func `refuted predictions are refuted with power`(name: String) throws {
    let judgement = try Judgement(
      Claim.named(name, in: Claim.catalogue).findings(ClaimCase.sampling))
    for finding in judgement.findings where finding.expected == .fails {
      guard let exact = finding.exact else { continue }
      let effect = judgement.detectableEffect(finding)
      #expect(abs(exact - finding.claimed) > effect, "\(name): \(finding.quantity) sees \(effect)")
    }
  }
}
