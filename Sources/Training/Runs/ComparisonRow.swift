/// One recipe of a comparison with what was found about it.
@dynamicMemberLookup
public struct ComparisonRow: Sendable {
  /// The recipe that the row is of.
  public let recipe: Recipe
  /// What was found about it.
  public let found: Found

  /// Reads what was found.
  public subscript<Value>(dynamicMember member: KeyPath<Found, Value>) -> Value {
    found[keyPath: member]
  }

  /// What was found about a recipe, whichever it was.
  public struct Found: Hashable, Codable, Sendable {
    /// How many runs of the recipe there were.
    public let runs: Int
    /// Restricted mean steps to the threshold.
    public let steps: Double
    /// Steps after which half of the runs had reached it; nil when fewer did.
    public let medianSteps: Double?
    /// Share of the runs that reached it.
    public let reachedShare: Double
    /// V at the end, mean over runs.
    public let finalValue: Double
    /// How many of them collapsed.
    public let collapsed: Int
    /// Exact interval of 95% of the probability of collapse.
    public let collapseInterval: ClosedRange<Double>
    /// What differs from the first recipe; nil for that itself.
    public let change: Change?
    /// What a ratio or its interval cannot say, whole sentences without a full stop; empty where all is
    /// said.
    public let notes: [String]
  }

  /// Paired differences from the first recipe, with intervals of 95%.
  public struct Change: Hashable, Codable, Sendable {
    /// Restricted mean steps, over those of the first recipe; nil where no run of either got there.
    public let stepRatio: BootstrapInterval?
    /// V after a quarter of the run above the smallest V there can be, over that of the first recipe; nil
    /// where that is 0.
    public let earlyRatio: BootstrapInterval?
    /// V at the end above the smallest V there can be, over that of the first recipe; nil likewise.
    public let finalRatio: BootstrapInterval?
    /// V at the end, less that of the first recipe.
    public let finalDifference: BootstrapInterval
    /// Whose runs were over too early.
    public let censoring: Censoring
  }
}

extension ComparisonOutcome {
  /// A row for each recipe, in their order.
  ///
  /// - Throws: `GSLError` where an interval of the collapse probability cannot be computed.
  public func rows(_ recipes: [Recipe]) throws -> [ComparisonRow] {
    let changes = changesFromFirst()
    return try recipes.enumerated().map { index, recipe in
      let collapse = try collapse(index)
      let change = index == 0 ? nil : changes[index - 1]
      return ComparisonRow(
        recipe: recipe,
        found: .init(
          runs: count, steps: steps(index), medianSteps: curve(index).median,
          reachedShare: reachedShare(index), finalValue: finalValue(index),
          collapsed: collapse.count, collapseInterval: collapse.interval,
          change: change, notes: change.map { notes(index, $0) } ?? []))
    }
  }

  /// What the change of a recipe from the first cannot say.
  private func notes(_ recipe: Int, _ change: ComparisonRow.Change) -> [String] {
    [censored(recipe, change.censoring), unknown(change)].compactMap(\.self)
  }

  private func censored(_ recipe: Int, _ censoring: Censoring) -> String? {
    let plain = "\(missing(0)) without noise"
    let dithered = "\(missing(recipe)) with noise"
    let end = "had not reached the threshold after \(plan.steps) steps"
    switch censoring {
    case .none: return nil
    case .dithered: return "\(dithered) \(end): the ratio is a lower bound"
    case .plain: return "\(plain) \(end): the ratio is an upper bound"
    case .both: return "\(plain) and \(dithered) \(end): the ratio depends on that number of steps"
    case .unreached: return "no run reached the threshold in \(plan.steps) steps: no ratio"
    }
  }

  private func missing(_ recipe: Int) -> String {
    "\(summaries[recipe].count { $0.reached == nil }) of \(count) runs"
  }

  private func unknown(_ change: ComparisonRow.Change) -> String? {
    guard let ratio = change.stepRatio, ratio.ends == nil else { return nil }
    return count < PairedBootstrap.fewestRuns
      ? "fewer than \(PairedBootstrap.fewestRuns) runs: no interval"
      : "the runs do not differ in their ratio: no interval"
  }
}
