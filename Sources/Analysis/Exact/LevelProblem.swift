extension Problem {
  /// The problem with all completions of one reward put together (``LevelReduction``): exact moments and those of
  /// simulations are the same.
  ///
  /// nil where a reward is not all that counts of an outcome: off policy, under a KL term, token means, rewards of several
  /// components; and where nothing is put together.
  func byReward() throws -> Problem? {
    guard importanceRatios.allSatisfy({ $0 == 1 }), negative == nil, penalty == nil,
      tokenCounts == nil, components == nil, levels.count < probabilities.count,
      !positive.hasSpread
    else { return nil }
    let scores = LevelScores(self)
    return try replacing(
      levels: LevelReduction(
        rewards: levels, probabilities: scores.probabilities, value: value,
        means: scores.means[0], squares: scores.squares[0][0], valueGradient: valueGradient))
  }
}
