import GRPO

/// What the advantages of a group of rewards 0 and 1 come to, given how many of its completions are right.
///
/// With S the sum of the advantages of the right completions, those of the wrong ones sum to -S, and the moments of
/// the gradient of any policy follow from four numbers for each count of right completions:
///
/// ```
/// G E g           = E S (m1 - m0)
/// G^2 E norm(g)^2 = E S^2 norm(m1 - m0)^2 + right (q1 - norm(m1)^2) + wrong (q0 - norm(m0)^2)
/// ```
///
/// with m the mean score of the right and of the wrong completions, q its mean square.
package struct RightSums: Hashable, Sendable {
  /// E S.
  package let mean: Double
  /// E S^2.
  package let square: Double
  /// Expected sum of squares of the advantages of the right completions.
  package let right: Double
  /// Expected sum of squares of the advantages of the wrong completions.
  package let wrong: Double

  /// Groups with 0, 1, ... floor(G/2) right completions. The others mirror them: right and wrong completions change
  /// places between K and G - K, for noise is symmetric, and `mean` and `square` stay.
  ///
  /// - Throws: ``AnalysisError`` for advantages that do not sum to 0 in every group, or not by their rewards' differences
  ///   alone, and where no exact law is known.
  package static func half(_ setting: Setting) throws -> [RightSums] {
    try check(setting)
    let size = setting.groupSize
    var law = try GroupLaw(levels: [0, 1], counts: [size, 0], setting: setting)
    return try (0...size / 2).map { k in
      try law.hold(counts: [size - k, k])
      return RightSums(law, right: k, wrong: size - k)
    }
  }

  private init(_ law: GroupLaw, right k: Int, wrong: Int) {
    let energy = { (level: Int) in law.variance(level) + law.mean(level) * law.mean(level) }
    self.wrong = wrong == 0 ? 0 : Double(wrong) * energy(0)
    // Of a level that the group does not hold the law knows nothing.
    guard k > 0 else {
      (mean, square, right) = (0, 0, 0)
      return
    }
    let count = Double(k)
    mean = count * law.mean(1)
    right = count * energy(1)
    let pair = k == 1 ? 0 : law.covariance(1, 1) + law.mean(1) * law.mean(1)
    square = right + count * (count - 1) * pair
  }

  private static func check(_ setting: Setting) throws {
    let estimator = setting.advantage
    let isCentred =
      switch estimator.kind {
      case .mean, .leaveOneOut, .standardized: true
      case .reinforce, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
        false
      }
    guard isCentred, estimator.focal == 0, estimator.clampIsIdle(groupSize: setting.groupSize),
      setting.aggregation == .summed, setting.dither.mode == .additive
    else {
      throw AnalysisError(
        "\(estimator.text): only advantages that a group's own rewards make and that sum to 0 in it"
      )
    }
  }
}
