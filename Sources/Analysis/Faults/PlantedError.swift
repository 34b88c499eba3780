/// Small mistakes a real implementation could contain, planted on purpose.
///
/// They exist so that the checks can be checked: every one must be refused by some claim, every claim
/// must refuse some. No command reaches them. Each takes hold at one place of the simulation (its `fault`),
/// and of no exact law.
public enum PlantedError: String, CaseIterable, Sendable {
  // Noise.

  /// One draw of noise serves the whole group, so centring removes it.
  case noiseSharedInGroup
  /// Noise is carried over in part from one completion to the next: neighbours correlate by .3.
  case noiseCorrelatedInGroup
  /// Noise has mean .2 where the raw reward is positive: not independent of the outcome.
  case noiseFollowsReward
  /// Noise is half as large again where the raw reward is positive; its mean stays 0.
  case noiseScaleFollowsReward
  /// Noise has a mean that depends on the completion itself, as on its length.
  case noiseFollowsLength
  /// Noise has mean .01 instead of 0.
  case noiseMeanShifted
  /// Noise is positive: its absolute value is added.
  case noiseAbsolute
  /// Every second group gets the noise of the group before.
  case noiseReusedBetweenGroups
  /// A uniform half-width is taken for a standard deviation.
  case halfWidthTakenForDeviation
  /// Dither is added twice as large as asked.
  case sigmaDoubled
  /// A variance is taken for a standard deviation.
  case varianceTakenForDeviation
  /// Laplace noise of scale 1, hence of variance 2.
  case laplaceNotScaled
  /// Student's t as it comes, of variance nu/(nu - 2).
  case studentNotScaled
  /// Uniform noise on [0, 2 sqrt 3): right width, not centred.
  case uniformNotCentred
  /// The components of a reward share one draw instead of having one each.
  case componentsDitheredOnce
  /// Decoupled advantages: the noise of the first component serves the others too.
  case noiseSharedByComponents

  // Rewards.

  /// Each completion gets the reward of the one before.
  case rewardsShiftedByOne
  /// Dithered rewards are cut to [0, 1].
  case rewardsClamped
  /// Groups with equal raw rewards are skipped.
  case silentGroupsDropped
  /// The correction of a verifier divides by 1 - f instead of 1 - f - e.
  case falseNegativesForgotten
  /// A grader with steps rounds without the dither that was asked for.
  case quantizerDitherForgotten

  // Advantages.

  /// ddof 0 and 1 exchanged.
  case ddofSwapped
  /// The leave-one-out factor G/(G-1) is forgotten or added, or a baseline dropped.
  case baselineWrong
  /// The leave-one-out baseline is the sum of all rewards, the own one included, over G-1.
  case ownRewardInBaseline
  /// The mean of a group divides by G-1.
  case meanOffByOne
  /// The mean over the batch is subtracted instead of that of the group.
  case batchMeanTakenForGroupMean
  /// The stabilizer is added to the variance, inside the root.
  case stabilizerInsideRoot
  /// The stabilizer is missing.
  case stabilizerForgotten
  /// Advantages are divided by the standard deviation twice.
  case advantageDividedTwice
  /// Noise is added to the advantages instead of the rewards.
  case advantagesDithered
  /// Advantages are cut to [-1.5, 1.5] though no clamp was asked for.
  case clampAdded
  /// The clamp that was asked for is missing.
  case clampForgotten

  // Gradient.

  /// The score of a softmax bandit is `e_a` instead of `e_a - pi`.
  case scoreMissingBaseline
  /// The sum over the group is divided by G-1.
  case groupSizeOffByOne
  /// Off policy, the importance ratio is forgotten.
  case importanceRatioForgotten
  /// The KL penalty has the wrong sign.
  case klSignWrong
  /// The ratio clip guards the wrong side: positive and negative advantages exchanged.
  case clipSidesSwapped

  // Random streams.

  /// Every chunk of work draws from the same stream.
  case streamReusedByChunks
  /// Streams are told apart by the low 32 bits of their number.
  case streamCutTo32Bits
  /// Seeds are cut to 32 bits.
  case seedCutTo32Bits
}
