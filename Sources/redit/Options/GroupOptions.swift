import ArgumentParser
import GRPO

/// Groups of rewards on the command line.
struct GroupOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      Rewards of the completions of one group, 1,0,0,1; with components 1/1,0/1,0/0, where nothing \
      between slashes is a component that was not scored. Repeat it for more groups of the same batch.
      """, valueName: "r,r,..."))
  var rewards: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What each component counts in the sum (default: 1 each).", valueName: "w,w,..."))
  var weights: NumberList?

  /// The rewards as they were typed, by group and completion.
  var words: [[String]] {
    rewards.map { group in
      group.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmingSpaces)
    }
  }

  func batch() throws -> RewardBatch {
    guard !rewards.isEmpty else {
      throw UsageError("--rewards: missing; the rewards of one group, such as --rewards 1,0,0,1")
    }
    try SizeLimits.check(words.map(\.count).max() ?? 0, "--rewards", atMost: 4096)
    let groups = try words.map { try $0.map(Self.components) }
    for (group, list) in zip(rewards, groups) {
      let counts = Set(list.map(\.count))
      guard counts == [groups[0][0].count] else {
        throw UsageError(
          "--rewards \(group.excerpt): as many components for every completion, "
            + "\(groups[0][0].count) as in the first")
      }
    }
    return try usage(weights == nil ? "--rewards" : "--weights") {
      try RewardBatch(groups, weights: weights?.values)
    }
  }

  private static func components(_ completion: String) throws -> [Double?] {
    let parts = completion.split(separator: "/", omittingEmptySubsequences: false)
    return try parts.map { part in
      let text = part.trimmingSpaces
      if text.isEmpty, parts.count > 1 { return nil }
      guard let value = Double(text), value.isFinite else {
        throw UsageError(
          "--rewards: '\(completion.excerpt)' is not a number, nor numbers between slashes")
      }
      return value
    }
  }
}
