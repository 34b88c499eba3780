import Audit

/// A group of a log, by its place.
struct GroupLine {
  let file: String
  let record: GroupRecord
}

/// What `redit audit --table groups` writes.
enum AuditGroupTable {
  static let table = Table<GroupLine>([
    Column("step", "", "its number as logged; empty where nothing tells") {
      .count($0.record.step)
    },
    Column(
      "prompt", "", "its number, as in --table prompts; empty where prompts are not logged",
      type: .integer
    ) {
      .count($0.record.prompt.map { $0 + 1 })
    },
    Column("completions", "", "of the group, with a score") { .count($0.record.size) },
    Column("mean_reward", "reward", "without noise where it is known") {
      .number($0.record.meanReward)
    },
    Column("silent", "", "1 where rewards, without noise, are all the same, else 0") {
      .count($0.record.isSilent ? 1 : 0)
    },
    Column("deviation", "reward", "standard deviation (ddof 1) of the rewards as logged") {
      .number($0.record.deviation)
    },
    Column("slope", "1/reward", "b of A = b (r - mean), r as logged; empty without spread") {
      .number($0.record.slope)
    },
    Column("misfit", "share", "of the energy, not along r - mean") { .number($0.record.misfit) },
    Column("energy", "advantage^2", "sum of the squares of its advantages") {
      .number($0.record.energy)
    },
    Column("largest_advantage", "advantage", "the largest in size") {
      .number($0.record.largest)
    },
    Column("file", "", "where it begins") { .text($0.file) },
    Column("line", "", "the line there, or row of a parquet file, from 1") {
      .count($0.record.line)
    },
  ])
}
