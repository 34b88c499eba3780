extension PlantedError {
  /// For every planted error a claim that refuses it: the one closest to the mistake, mostly one of
  /// several. The tests hold it to this table at 100,000 groups.
  public static let refusedBy: [(error: PlantedError, claim: String)] = [
    (.noiseSharedInGroup, "RewardVariance"),
    (.noiseCorrelatedInGroup, "RewardVariance"),
    (.noiseFollowsReward, "UnbiasedGradient"),
    (.noiseScaleFollowsReward, "AddedVariance"),
    (.noiseFollowsLength, "UnbiasedGradient"),
    (.noiseMeanShifted, "UnbiasedGradient"),
    (.noiseAbsolute, "UnbiasedGradient"),
    (.noiseReusedBetweenGroups, "UnbiasedGradient"),
    (.halfWidthTakenForDeviation, "RewardVariance"),
    (.sigmaDoubled, "RewardVariance"),
    (.varianceTakenForDeviation, "RewardVariance"),
    (.laplaceNotScaled, "RewardVariance"),
    (.studentNotScaled, "RewardVariance"),
    (.uniformNotCentred, "UnbiasedGradient"),
    (.componentsDitheredOnce, "UnbiasedGradient"),
    (.noiseSharedByComponents, "DecoupledNormalization"),
    (.rewardsShiftedByOne, "GradientGain"),
    (.rewardsClamped, "RewardVariance"),
    (.silentGroupsDropped, "SilentGroups"),
    (.falseNegativesForgotten, "VerifierNoise"),
    (.quantizerDitherForgotten, "QuantizedReward"),
    (.ddofSwapped, "ShrinkageLaw"),
    (.baselineWrong, "AddedVariance"),
    (.ownRewardInBaseline, "UnbiasedGradient"),
    (.meanOffByOne, "GradientGain"),
    (.batchMeanTakenForGroupMean, "UnbiasedGradient"),
    (.stabilizerInsideRoot, "SilentGroups"),
    (.stabilizerForgotten, "SilentGroups"),
    (.advantageDividedTwice, "ShrinkageLaw"),
    (.advantagesDithered, "ShrinkageLaw"),
    (.clampAdded, "SecondMoment"),
    (.clampForgotten, "BoundedAdvantage"),
    (.scoreMissingBaseline, "AddedVariance"),
    (.groupSizeOffByOne, "GradientGain"),
    (.importanceRatioForgotten, "UnbiasedGradient"),
    (.klSignWrong, "UnbiasedGradient"),
    (.clipSidesSwapped, "UnbiasedGradient"),
    (.streamReusedByChunks, "UnbiasedGradient"),
    (.streamCutTo32Bits, "UnbiasedGradient"),
    (.seedCutTo32Bits, "UnbiasedGradient"),
  ]

  /// In words: "noise shared in group".
  public var words: String {
    rawValue.reduce(into: "") { text, character in
      if character.isUppercase { text += " " }
      text += character.lowercased()
    }
  }
}
