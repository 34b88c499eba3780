extension RunTally {
  /// What is odd about the log, a sentence each.
  func remarks(_ rates: PassRates) -> [String] {
    [
      incompleteGroups, missingGroups, repeatedSteps, sampledSteps, evaluations,
      filteredGroups(rates),
      unequalTurns,
    ].compactMap(\.self)
  }

  /// Rows are lost where a log is cut off, or by whoever sorted some of them out.
  private var incompleteGroups: String? {
    guard check.incomplete > 0, let usual = reading.usual?.size else { return nil }
    return
      "\(check.incomplete) of the groups have fewer than \(usual) scores, whose advantages do not add up: rows are "
      + "missing, and these groups are not checked"
  }

  /// Steps of fewer groups than most of them have.
  private var missingGroups: String? {
    var counts: [Int: Int] = [:]
    for step in steps { counts[step.groups, default: 0] += 1 }
    guard let usual = counts.max(by: { $0.value < $1.value }), counts.count > 1,
      2 * usual.value > steps.count, counts.keys.allSatisfy({ $0 <= usual.key })
    else { return nil }
    let expected = usual.key * steps.count
    let missing = expected - steps.reduce(0) { $0 + $1.groups }
    return "most steps hold \(usual.key) groups: \(missing) of \(expected) are missing"
  }

  /// The rows of one completion should tell the reward of its episode.
  private var unequalTurns: String? {
    guard unequalSamples > 0 else { return nil }
    return
      "\(unequalSamples) completions have rows of different rewards: the last one counts"
  }

  /// Evaluations among the steps count as groups that were trained on.
  private var evaluations: String? {
    tails.evaluations.map {
      "\($0) steps end with the same prompts, as none of the others does: evaluations, which TRL logs in place of "
        + "rows of the step?"
    }
  }

  /// A run that was started again logs steps twice.
  private var repeatedSteps: String? {
    let numbers = steps.compactMap(\.step)
    guard Set(numbers).count < numbers.count else { return nil }
    return
      "\(numbers.count - Set(numbers).count) steps come twice, as after a restart: both are counted"
  }

  /// Logs of every k-th step are a sample of the run.
  private var sampledSteps: String? {
    let numbers = Array(Set(steps.compactMap(\.step))).sorted()
    guard numbers.count > 2 else { return nil }
    let strides = Set(zip(numbers, numbers.dropFirst()).map { $1 &- $0 })
    guard strides.count == 1, let stride = strides.first, stride > 1 else { return nil }
    return
      "only every step of \(stride) is there: where the others were trained on too, this is a sample of the run"
  }

  /// Without any silent group where pass rates let some be expected, they were dropped before.
  private func filteredGroups(_ rates: PassRates) -> String? {
    let groups = clusterGroups.reduce(0, +)
    guard clusterSilent.reduce(0, +) == 0, groups > 20,
      let size = sizes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key,
      let expected = silentShares([size], rates)?.first?.share, expected * groups >= 3
    else { return nil }
    return
      "no group is silent where pass rates let \(Int(expected * groups)) be expected: were they dropped "
      + "before they were logged?"
  }
}
