import GRPO

extension Problem {
  /// Whether counts are not enough: the spread of vectors is multiplied by single noises, which only averages do without.
  ///
  /// - Parameter averages: for each setting whether its noise is averaged.
  func needsSingleNoise(_ settings: [Setting], averages: [Bool]) -> Bool {
    positive.hasSpread
      && zip(settings, averages).contains { !$1 && !$0.dither.family.isNone }
  }
}

extension Simulation {
  /// The simulation with all completions of one reward put together (``LevelReduction``) where that lets groups be drawn
  /// by counts and all noise be averaged: what a completion is, given its reward, is then averaged too.
  ///
  /// It goes with ``SamplingMethod/raoBlackwell`` alone, for prompts of many outcomes and few rewards.
  func averagingCompletions() throws -> Simulation {
    guard sampling.method == .raoBlackwell, canDrawCounts, contrasts.isEmpty else { return self }
    return try replacing { problem in
      guard problem.levels.count <= CountSource.outcomeLimit,
        !CountSource.serves(problem, groupSize: groupSize), let levels = try problem.byReward()
      else { return problem }
      return averagesAll(levels) ? levels : problem
    }
  }

  /// Whether the noise of every setting is averaged in groups of a problem.
  private func averagesAll(_ problem: Problem) -> Bool {
    !problem.needsSingleNoise(settings, averages: averagesNoise(problem))
  }

  /// For each setting whether the direction of its noise across the rewards is averaged (`RadialNoise`).
  ///
  /// It is by ``SamplingMethod/raoBlackwell``, in runs of 65,536 groups and more, where groups of the prompt are drawn by
  /// counts (no planted error, nothing followed group by group, no KL term, no setting that looks at single
  /// completions or at a batch), and for all settings of a noise or for none: those of additive, independent
  /// Gaussian noise of which all centre the rewards, divided by a norm or not. Contrasts need the whole noise of
  /// both settings.
  ///
  /// - Parameter prompt: its place in the set.
  func averagesNoise(prompt: Int) -> [Bool] { averagesNoise(set.problems[prompt]) }

  private func averagesNoise(_ problem: Problem) -> [Bool] {
    let none = settings.map { _ in false }
    guard settings.contains(where: { $0.dither.family == .gaussian }) else { return none }
    guard sampling.method == .raoBlackwell, canDrawCounts, contrasts.isEmpty,
      problem.penalty == nil, CountSource.serves(problem, groupSize: groupSize)
    else { return none }
    let dithers = DitherTable(settings)
    let paths = SettingPartition(
      settings, dithers: dithers.index, levels: problem.levels,
      isForcedGeneral: problem.isClipped || problem.tokenCounts != nil || isGeneral)
    guard paths.areCountsEnough else { return none }
    return dithers.index.map { dither in
      dithers.distinct[dither].family == .gaussian
        && paths.panels.allSatisfy { $0.key.dither != dither || $0.key.isCentred }
    }
  }
}
