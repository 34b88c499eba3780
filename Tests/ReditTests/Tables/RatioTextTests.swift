import Testing

@testable import Training
@testable import redit

/// What censoring makes of a ratio: a bound that points the wrong way is a wrong number.
struct RatioTextTests {
  private func change(_ censoring: Censoring, ratio: BootstrapInterval?) -> ComparisonRow.Change {
    ComparisonRow.Change(
      stepRatio: ratio, earlyRatio: nil, finalRatio: nil,
      finalDifference: BootstrapInterval(estimate: 0, ends: nil), censoring: censoring)
  }

  /// Runs with noise cut short count as fewer steps than they would have taken: the true ratio is larger.
  @Test(arguments: [
    (Censoring.none, "1.250 [1.100, 1.500]"), (.dithered, "≥ 1.250 [1.100, 1.500]"),
    (.plain, "≤ 1.250 [1.100, 1.500]"), (.both, "cut 1.250 [1.100, 1.500]"),
    (.unreached, "unreached"),
  ])
  func `a ratio says whose runs were cut`(censoring: Censoring, text: String) {
    let ratio = BootstrapInterval(estimate: 1.25, ends: 1.1...1.5)
    #expect(RatioText.ratio(change(censoring, ratio: ratio)) == text)
  }

  @Test func `without a change or an interval nothing is made up`() {
    #expect(RatioText.ratio(nil).isEmpty && RatioText.interval(nil).isEmpty)
    let bare = BootstrapInterval(estimate: 1.25, ends: nil)
    #expect(RatioText.ratio(change(.none, ratio: bare)) == "1.250")
    #expect(RatioText.interval(bare, digits: 1) == "1.2")
    #expect(RatioText.ratio(change(.none, ratio: nil)).isEmpty)
  }
}
