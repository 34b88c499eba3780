import Analysis
import Testing

/// A finding can come out all four ways, so that none of them is an empty word.
struct ClaimVerdictTests {
  /// An estimate 1 +- .1 judged at 4 standard errors.
  private func verdict(
    _ relation: Finding.Relation = .equals, claimed: Double, exact: Double?
  ) -> Verdict {
    Finding(
      variant: "mean", quantity: "a number", relation: relation, claimed: claimed, exact: exact,
      estimate: Estimate(mean: 1, standardError: 0.1, count: 1000), expected: .holds
    ).verdict(critical: 4)
  }

  @Test func `agreement of all three holds`() {
    #expect(verdict(claimed: 1.05, exact: 1.05) == .holds)
    #expect(verdict(claimed: 1.05, exact: nil) == .holds)
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
  }

  @Test func `a bound is refuted from above only`() {
    #expect(verdict(.atMost, claimed: 2, exact: 1.05) == .holds)
    #expect(verdict(.atMost, claimed: 0.5, exact: 1.05) == .fails)
    #expect(verdict(.atMost, claimed: 1, exact: 1.05) == .undecided)
  }

  /// Rounding in the last digits is no deviation, one of 1e-7 of the scale is.
  @Test func `exact values compare up to rounding`() {
    #expect(verdict(claimed: 1 + 1e-9, exact: 1) == .holds)
    #expect(verdict(claimed: 1 + 1e-7, exact: 1) == .undecided)
  }
}
