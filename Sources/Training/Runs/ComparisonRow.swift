/// One recipe of a comparison with what was found about it.
public struct ComparisonRow: Sendable {
  /// The recipe.
  public let recipe: Recipe
  /// Runs.
  public let runs: Int
  /// Restricted mean steps to the threshold.
  public let steps: Double
  /// Steps after which half of the runs had reached it; nil when fewer did.
  public let medianSteps: Double?
  /// Share of the runs that reached it.
  public let reachedShare: Double
  /// V at the end, mean over runs.
  public let finalValue: Double
  /// Runs that collapsed.
  public let collapsed: Int
  /// Exact interval of 95% of the probability of collapse.
  public let collapseInterval: ClosedRange<Double>
  /// What differs from the first recipe; nil for that itself.
  public let change: Change?

  /// Paired differences from the first recipe, with intervals of 95%.
  public struct Change: Sendable {
    /// Restricted mean steps, over those of the first recipe.
    public let stepRatio: BootstrapInterval
    /// V after a quarter of the run, over that of the first recipe.
    public let earlyRatio: BootstrapInterval
    /// V at the end, over that of the first recipe.
    public let finalRatio: BootstrapInterval
    /// V at the end, less that of the first recipe.
    public let finalDifference: BootstrapInterval
  }
}

extension ComparisonOutcome {
  /// A row for each recipe, in their order.
  ///
  /// - Throws: `GSLError` where an interval of the collapse probability cannot be computed.
  public func rows(_ recipes: [Recipe]) throws -> [ComparisonRow] {
    try recipes.enumerated().map { index, recipe in
      let collapse = try collapse(index)
      return ComparisonRow(
        recipe: recipe, runs: count, steps: steps(index), medianSteps: curve(index).median,
        reachedShare: reachedShare(index), finalValue: finalValue(index),
        collapsed: collapse.count, collapseInterval: collapse.interval,
        change: index == 0 ? nil : change(index, from: 0))
    }
  }
}
