import Audit

/// What `redit advise --table sizes` writes: one row for each group size and sigma.
enum PlanSizeTable {
  static let table = Table<GroupSizeEntry>([
    Column("group_size", "", "G, completions of a group") { .count($0.groupSize) },
    Column("groups", "", "of a step, of the same completions in all") { .count($0.groups) },
    Column("sigma", "reward", "standard deviation of Gaussian noise; 0 for none") {
      .number($0.sigma)
    },
    Column("silent_share", "share", "groups whose completions are all right or all wrong") {
      .number($0.silentShare.value)
    },
    Column("silent_share_low", "share", "end of its interval of 95% by prompt") {
      .number($0.silentShare.interval?.lowerBound)
    },
    Column("silent_share_high", "share", "end of its interval of 95% by prompt") {
      .number($0.silentShare.interval?.upperBound)
    },
    Column("all_wrong", "share", "groups whose completions are all wrong") {
      .number($0.allWrong.value)
    },
    Column("all_right", "share", "groups whose completions are all right") {
      .number($0.allRight.value)
    },
    Column(
      "largest_advantage", "advantage",
      "the largest abs(A) without noise; empty where it is the batch's"
    ) { .number($0.largestAdvantage) },
    Column(
      "efficiency", "share",
      "signal to noise of a step, of that with known means and no noise; claim GroupSizeLaw"
    ) { .number($0.efficiency?.value) },
    Column("efficiency_low", "share", "end of its interval of 95% by prompt") {
      .number($0.efficiency?.interval?.lowerBound)
    },
    Column("efficiency_high", "share", "end of its interval of 95% by prompt") {
      .number($0.efficiency?.interval?.upperBound)
    },
    Column(
      "larger_beyond", "completions",
      "noise scale beyond which the next larger size here is better; inf for never, empty for the last"
    ) { .number($0.largerBeyond, keepsInfinite: true) },
    Column("note", "", "why fields are empty") { .text($0.gap) },
  ])
}
