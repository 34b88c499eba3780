import Analysis
import Testing

/// A finding can come out all four ways, so that none of them is an empty word.
struct ClaimVerdictTests {
  /// An estimate 1 +- .1 unless told otherwise, judged at 4 standard errors: what lies outside .6 and
  /// 1.4 is refuted, and a deviation of .4 + .233 is seen with probability .99.
  private func finding(
    _ relation: Finding.Relation = .equals, claimed: Double, exact: Double?,
    error: Double = 0.1, expected: Verdict = .holds
  ) -> Finding {
    Finding(
      variant: "mean", quantity: "a number", relation: relation, claimed: claimed, exact: exact,
      estimate: Estimate(mean: 1, standardError: error, count: 1000), expected: expected)
  }

  private func verdict(
    _ relation: Finding.Relation = .equals, claimed: Double, exact: Double?, error: Double = 0.1
  ) -> Verdict {
    finding(relation, claimed: claimed, exact: exact, error: error).verdict(critical: 4)
  }

  /// A tenth of the prediction is the margin: .105, of which .01 sees .063 and .02 sees .127.
  @Test func `an equality holds when a deviation of its margin would have been seen`() {
    for exact in [1.05, nil] {
      #expect(finding(claimed: 1.05, exact: exact).distance == 0.1 * 1.05)
      #expect(verdict(claimed: 1.01, exact: exact.map { _ in 1.01 }, error: 0.01) == .holds)
      #expect(verdict(claimed: 1.01, exact: exact.map { _ in 1.01 }, error: 0.02) == .undecided)
    }
  }

  @Test func `a prediction that both refute fails`() {
    #expect(verdict(claimed: 2, exact: 1.05) == .fails)
    #expect(verdict(claimed: 2, exact: nil) == .fails)
  }

  @Test func `a prediction that only the exact value refutes is undecided`() {
    #expect(verdict(claimed: 1.1, exact: 1.05) == .undecided)
  }

  @Test func `a simulation that contradicts the exact value is inconsistent`() {
    #expect(verdict(claimed: 2, exact: 2) == .inconsistent)
    #expect(verdict(claimed: 1, exact: .nan) == .inconsistent)
    let broken = Finding(
      variant: "mean", quantity: "a number", claimed: 1, exact: 1,
      estimate: Estimate(mean: .nan, standardError: 0, count: 9), expected: .holds)
    #expect(broken.verdict(critical: 4) == .inconsistent)
  }

  @Test func `a bound is refuted from above only`() {
    #expect(verdict(.atMost, claimed: 2, exact: 1.05) == .holds)
    #expect(verdict(.atMost, claimed: 0.5, exact: 1.05) == .fails)
    #expect(verdict(.atMost, claimed: 1, exact: 1.05) == .undecided)
  }

  /// The smallest visible effect is .633: a bound .64 above the exact or simulated value is kept for
  /// sure, one .62 above it is not, and one .3 below it is not refuted.
  @Test(arguments: [1.0, nil])
  func `a bound is undecided where the smallest visible effect exceeds the distance`(
    exact: Double?
  ) {
    #expect(verdict(.atMost, claimed: 1.64, exact: exact) == .holds)
    #expect(verdict(.atMost, claimed: 1.62, exact: exact) == .undecided)
    #expect(verdict(.atMost, claimed: 0.7, exact: exact) == .undecided)
    #expect(verdict(.atMost, claimed: 0.55, exact: exact) == .fails)
  }

  /// The example that asked for it: "<= .9615, estimate 8.5 +- 3.7".
  @Test func `a large estimate with a larger error does not keep a bound`() {
    let finding = Finding(
      variant: "standardized", quantity: "V undithered / dithered", .atMost, claimed: 1 / 1.04,
      ExactAndSimulated(exact: nil, estimate: Estimate(mean: 8.5, standardError: 3.7, count: 2)),
      expected: .fails)
    #expect(finding.verdict(critical: 4) == .undecided)
  }

  @Test func `a bound that the exact value attains is judged as an equality`() {
    #expect(verdict(.atMost, claimed: 1, exact: 1, error: 0.01) == .holds)
    #expect(verdict(.atMost, claimed: 1, exact: 1, error: 0.02) == .undecided)
  }

  @Test func `what has no estimate or no finite error is undecided`() {
    for (mean, error) in [(Double.nan, 1.0), (1, .nan), (1, .infinity)] {
      let finding = Finding(
        variant: "mean", quantity: "a number", claimed: 3, exact: nil,
        estimate: Estimate(mean: mean, standardError: error, count: 2), expected: .holds)
      #expect(finding.verdict(critical: 4) == .undecided)
    }
  }

  /// Rounding in the last digits is no deviation, one of 1e-7 of the scale is.
  @Test func `exact values compare up to rounding`() {
    #expect(verdict(claimed: 1 + 1e-9, exact: 1, error: 0.01) == .holds)
    #expect(verdict(claimed: 1 + 1e-7, exact: 1, error: 0.01) == .undecided)
  }

  @Test func `only what is decided otherwise than expected is unexpected`() throws {
    let findings = [
      finding(claimed: 1, exact: 1, error: 0.001), finding(claimed: 1, exact: 1, error: 1),
      finding(claimed: 2, exact: 1.05), finding(claimed: 1, exact: 1, error: 1, expected: .fails),
    ]
    let judgement = try Judgement(findings)
    #expect(
      findings.map(judgement.standing)
        == [.asExpected, .undecided, .notAsExpected, .undecided])
    #expect(judgement.count(.undecided) == 2 && !judgement.isAsExpected)
    #expect(try Judgement([findings[0], findings[1]]).isAsExpected)
  }
}

/// Verdicts of a planted error with enough groups and without.
///
/// Noise of mean .01 (`noiseMeanShifted`): at the level of the run 200,000 groups of 16 see .004, 1000 see
/// .06, and .01 is what has to be visible.
struct ClaimPowerTests {
  @Test func `a planted error fails with power and is undecided without`() throws {
    let expected: [(groups: Int, Set<Verdict>)] = [(200_000, [.fails]), (1000, [.undecided])]
    for (groups, verdicts) in expected {
      let sampling = Sampling(groups: groups, seed: 20_250_618, threads: 2)
      let judgement = try Judgement(
        Claim.named("UnbiasedGradient").findings(sampling, plantedError: .noiseMeanShifted))
      let means = judgement.findings.filter { $0.quantity.hasPrefix("mean (") }
      #expect(means.count == 6)
      #expect(Set(means.map(judgement.verdict)) == verdicts)
    }
  }
}
