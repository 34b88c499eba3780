import GRPO

extension Simulation {
  /// For each setting whether the direction of its noise across the rewards is averaged (`RadialNoise`).
  ///
  /// It is by ``SamplingMethod/raoBlackwell``, in runs of 65,536 groups and more, where groups of the prompt are drawn by
  /// counts (no planted error, nothing followed group by group, no KL term, no setting that looks at single
  /// completions or at a batch), and for all settings of a noise or for none: those of additive, independent
  /// Gaussian noise of which all centre the rewards, divided by a norm or not. Contrasts need the whole noise of
  /// both settings.
  ///
  /// - Parameter prompt: its place in the set.
  func averagesNoise(prompt: Int) -> [Bool] {
    let none = settings.map { _ in false }
    guard settings.contains(where: { $0.dither.family == .gaussian }) else { return none }
    let problem = set.problems[prompt]
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
