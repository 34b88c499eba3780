import Analysis

/// What a run drew of one prompt.
public struct PromptSummary: Hashable, Sendable {
  /// Where it stands first: file and line, from 0 and 1.
  public let file: Int, line: Int
  /// Groups of it, and the silent ones among them.
  public internal(set) var groups = 0, silent = 0
  /// Completions, and the sum of their rewards without noise.
  public internal(set) var completions = 0
  /// The sum of the rewards without noise.
  public internal(set) var rewardSum = 0.0
  /// Completions on the upper of two levels; nil where rewards are not of two levels.
  public internal(set) var correct: Int?
  /// The posterior mean of its pass rate, all prompts of the run being of one beta law; nil without one.
  public internal(set) var passRate: Double?
  /// The quantiles of that posterior at .025 and .975; nil without one.
  public internal(set) var passRateInterval: ClosedRange<Double>?

  init(file: Int, line: Int) {
    self.file = file
    self.line = line
  }

  mutating func add(size: Int, rewardSum: Double, isSilent: Bool) {
    groups += 1
    completions += size
    self.rewardSum += rewardSum
    if isSilent { silent += 1 }
  }

  /// Its mean reward.
  public var meanReward: Double { rewardSum / Double(completions) }
}

extension RunTally {
  /// The prompts in the order in which they were met; nil where groups have no prompts, or more than have a
  /// cluster of their own.
  func promptSummaries(_ rates: PassRates) -> [PromptSummary]? {
    guard reading.hasPrompts, !clusters.isBeyondLimit else { return nil }
    let (right, posterior) = rates
    return prompts.indices.map { place in
      var prompt = prompts[place]
      prompt.correct = right?[place]
      if let correct = prompt.correct, let posterior {
        prompt.passRate = posterior.passRate(correct: correct, of: prompt.completions)
        prompt.passRateInterval = posterior.interval(correct: correct, of: prompt.completions)
      }
      return prompt
    }
  }

  /// Completions on the upper of two levels by cluster, and what they say of all pass rates.
  typealias PassRates = (right: [Int]?, posterior: PassRatePosterior?)

  /// Both are nil where rewards are not of two levels, and where prompts share clusters, whose pass rates are no
  /// prompt's.
  func passRates() -> PassRates {
    let levels = kinds.levels.values
    guard !isContinuous, !clusters.isBeyondLimit, levels.count == 2 else { return (nil, nil) }
    let upper = levels[0] < levels[1] ? 1 : 0
    var right = [Int](repeating: 0, count: prompts.count)
    let upperCounts = kinds.counts.map { $0.count > upper ? $0[upper] : 0 }
    kindCounts.forEach { cluster, kind, count in right[cluster] += count * upperCounts[kind] }
    guard prompts.count >= ClusteredEstimate.fewestClusters,
      let counts = try? PassRateCounts(
        correct: right, completions: prompts.map(\.completions),
        weights: prompts.map { Double($0.completions) })
    else { return (right, nil) }
    return (right, try? PassRatePosterior(counts))
  }
}
