import Analysis

/// The share of silent groups of another size.
public struct SilentShareOfSize: Hashable, Sendable {
  /// Completions in a group.
  public let groupSize: Int
  /// Expected share, from the posterior of the pass rates of prompts.
  public let share: Double
}

extension RunTally {
  /// Shares of silent groups of other sizes, where rewards are of two levels.
  ///
  /// Pass rates of prompts are taken for draws of a beta law, of maximum likelihood for the counts seen; each prompt then
  /// has a posterior, over which `p^G + (1 - p)^G` is averaged.
  ///
  /// - Returns: nil where the counts of prompts do not tell such a law.
  func silentShares(_ sizes: [Int], _ rates: PassRates) -> [SilentShareOfSize]? {
    rates.posterior.map { posterior in
      sizes.map { SilentShareOfSize(groupSize: $0, share: posterior.silentShare(groupSize: $0)) }
    }
  }
}
