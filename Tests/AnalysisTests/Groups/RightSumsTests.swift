import GRPO
import TestSupport
import Testing

@testable import Analysis

/// The moments of the advantages by the number of right completions: by hand, by another way, refused.
struct RightSumsTests {
  private func setting(
    _ estimator: AdvantageEstimator, sigma: Double, size: Int, family: NoiseFamily = .gaussian
  ) throws -> Setting {
    try Setting(advantage: estimator, dither: Dither(family), sigma: sigma, groupSize: size)
  }

  /// Mean, square, right and wrong, to a tolerance.
  private func expect(
    _ row: RightSums, is wanted: [Double], within tolerance: Double, _ comment: Comment
  ) {
    let found = [row.mean, row.square, row.right, row.wrong]
    for (value, reference) in zip(found, wanted) {
      let error: Double = abs(value - reference)
      #expect(error < tolerance, comment)
    }
  }

  /// r - mean: S = K (1 - K/G) with noise of variance sigma^2 K (G - K)/G; the noise of each A has
  /// sigma^2 (1 - 1/G).
  @Test(arguments: [0, 0.3])
  func `r - mean by hand`(sigma: Double) throws {
    let rows = try RightSums.half(setting(AdvantageEstimator(.mean), sigma: sigma, size: 7))
    #expect(rows.count == 4)
    let noise: Double = sigma * sigma
    let own: Double = noise * (6.0 / 7.0)
    for (k, row) in rows.enumerated() {
      let (right, wrong) = (Double(k), Double(7 - k))
      let (up, down): (Double, Double) = (wrong / 7, right / 7)
      let sum: Double = right * up
      let wanted: [Double] = [
        sum, sum * sum + noise * sum, right * (up * up + own), wrong * (down * down + own),
      ]
      expect(row, is: wanted, within: 1e-14, "K = \(k)")
    }
  }

  /// A silent group has squares that sum to G - 1 at ddof 1, whatever sigma (claim SilentGroups).
  @Test func `silent groups are noise of full size`() throws {
    let estimator = try AdvantageEstimator(.standardized, ddof: 1)
    for sigma in [1e-6, 1] {
      let silent = try RightSums.half(setting(estimator, sigma: sigma, size: 8))[0]
      #expect(abs(silent.wrong - 7) < 1e-12)
      #expect(silent.mean == 0 && silent.square == 0 && silent.right == 0)
    }
    #expect(try RightSums.half(setting(estimator, sigma: 0, size: 8))[0].wrong == 0)
  }

  /// Negative control beside it: without the exchange of right and wrong the rows differ.
  @Test(arguments: [NoiseFamily.gaussian, .uniform])
  func `groups with more than half right mirror the others`(family: NoiseFamily) throws {
    let size = 5
    let estimator = try AdvantageEstimator(.standardized, ddof: 1, stabilizer: 0.01)
    let setting = try setting(estimator, sigma: 0.2, size: size, family: family)
    let rows = try RightSums.half(setting)
    for (k, row) in rows.enumerated().dropFirst() {
      let right = size - k
      let law = try GroupLaw(levels: [0, 1], counts: [k, right], setting: setting)
      let (upper, lower): (Double, Double) = (law.mean(1), law.mean(0))
      let count = Double(right)
      let rights: Double = count * (law.variance(1) + upper * upper)
      let wrongs: Double = Double(k) * (law.variance(0) + lower * lower)
      let pairs: Double = count * (count - 1) * (law.covariance(1, 1) + upper * upper)
      expect(
        row, is: [count * upper, rights + pairs, wrongs, rights], within: 1e-11, "K = \(right)")
      #expect(abs(row.right - row.wrong) > 0.1)
    }
  }

  @Test func `advantages that do not sum to 0 are refused`() throws {
    let refused = [
      try AdvantageEstimator(.reinforce), try AdvantageEstimator(.meanNormalized),
      try AdvantageEstimator(.leaveOneOutStandardized), try AdvantageEstimator(.batchStandardized),
      try AdvantageEstimator(.standardized, focal: 1),
      try AdvantageEstimator(.standardized, clamp: 1),
    ]
    for estimator in refused {
      #expect(throws: AnalysisError.self) {
        try RightSums.half(setting(estimator, sigma: 0.1, size: 4))
      }
    }
    // A clamp that cannot act is none.
    _ = try RightSums.half(
      setting(AdvantageEstimator(.standardized, clamp: 10), sigma: 0.1, size: 4))
  }
}
