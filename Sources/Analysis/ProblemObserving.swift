public import Policies

extension Problem {
  /// The problem as a grader sees it: rewards go through a channel before advantages are computed.
  ///
  /// ```
  /// outcomes (o, r_obs) with the probabilities pi(o) P(r_obs | r(o)),   score s(o)
  /// ```
  ///
  /// `rewards` and `levels` are then the observed ones, of each pair; `value` and `valueGradient` stay those
  /// of the true rewards, so that every law, simulation and quantity tells what the channel does to them.
  ///
  /// - Throws: `AnalysisError` for a reward that the channel does not know, rewards of several components,
  ///   a problem that is seen through a channel already, and scores that memory does not hold.
  public func observed(through channel: RewardChannel) throws -> Problem {
    var copy = self
    copy.tables = try ProblemTables(tables, through: channel, name: name)
    return copy
  }

  /// The problem with other observed rewards of its pairs.
  func replacing(observedRewards: [Double]) -> Problem {
    var copy = self
    copy.tables = ProblemTables(tables, observedRewards: observedRewards)
    return copy
  }
}

extension ProblemSet {
  /// The set as a grader sees it, see `Problem.observed(through:)`.
  ///
  /// - Throws: `AnalysisError` as there.
  public func observed(through channel: RewardChannel) throws -> ProblemSet {
    try replacing { try $0.observed(through: channel) }
  }
}
