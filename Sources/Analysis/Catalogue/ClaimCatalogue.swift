extension Claim {
  /// Every claim about one step, in the order in which they are best read; module Training adds those
  /// about whole runs.
  public static let all: [Claim] = [
    .unbiasedGradient, .rewardVariance, .addedVariance, .signalToNoise, .gradientNormBound,
    .groupStandardDeviation, .shrinkageLaw, .advantageDirection, .gradientGain, .largeGroupLimit,
    .secondMoment, .silentGroups, .dynamicSampling, .boundedAdvantage, .signPreservation,
    .clipPenalty, .learningTime, .explorationDrift, .oneStepImprovement,
    .decoupledNormalization, .meanNormalized, .resolution, .groupRelativeBias, .groupSizeLaw,
    .batchCovariance, .advantageNoise, .distinctCompletions,
    .verifierNoise, .quantizedReward,
  ]

  /// The claim of that name.
  ///
  /// - Parameter claims: where to look.
  /// - Throws: `AnalysisError` with the names that are known.
  public static func named(_ name: String, in claims: [Claim] = all) throws -> Claim {
    guard let claim = claims.first(where: { $0.name == name }) else {
      let known = claims.map(\.name).joined(separator: ", ")
      throw AnalysisError("unknown claim \(name); known claims: \(known)")
    }
    return claim
  }
}
