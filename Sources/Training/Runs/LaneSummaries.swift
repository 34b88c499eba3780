import GSL

/// What runs side by side come to, look by look.
struct LaneSummaries {
  private let plan: RunPlan
  private let start: Evaluation
  private var runs: [RunSummary]
  private var hasReached = LaneMask.zero
  private var early: RunLanes?
  private var final = RunLanes.zero

  init(_ plan: RunPlan, start: Evaluation) {
    self.plan = plan
    self.start = start
    var run = RunSummary()
    run.initialValue = start.value
    if start.value >= plan.threshold {
      run.reached = 0
      hasReached = ~.zero
    }
    runs = Array(repeating: run, count: RunLanes.scalarCount)
  }

  mutating func look(_ trainer: LaneTrainer, after step: Int) {
    final = trainer.policy.values
    let reaches = ~(final.isBelow(RunLanes(repeating: plan.threshold)) | hasReached)
    if reaches.isAnywhere {
      for lane in runs.indices where reaches[lane] != 0 { runs[lane].reached = step }
      hasReached |= reaches
    }
    if early == nil, 4 * step >= plan.steps { early = final }
    guard plan.watchesEntropy else { return }
    for lane in runs.indices where runs[lane].sureAfter == nil {
      if entropyShare(trainer, lane) < RunSummary.sureShare { runs[lane].sureAfter = step }
    }
  }

  /// The runs at their end.
  func summaries(_ trainer: LaneTrainer) -> [RunSummary] {
    runs.indices.map { lane in
      var run = runs[lane]
      run.earlyValue = early.map { $0[lane] } ?? 0
      run.finalValue = final[lane]
      run.entropyShare = entropyShare(trainer, lane)
      run.hasDiverged = trainer.isAlive[lane] == 0
      return run
    }
  }

  private func entropyShare(_ trainer: LaneTrainer, _ lane: Int) -> Double {
    start.entropy > 0 ? trainer.policy.entropy(lane: lane) / start.entropy : 1
  }
}
