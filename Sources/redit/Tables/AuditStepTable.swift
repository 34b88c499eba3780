import Audit
import GRPO

/// What `redit audit` writes of each step.
enum AuditStepTable {
  static let table = Table<StepSummary>([
    Column("step", "", "its number as logged; empty where nothing tells") { .whole($0.step) },
    Column("groups", "", "groups of more than one completion") { .count($0.groups) },
    Column("completions", "", "in them") { .count($0.completions) },
    Column("silent", "", "groups whose rewards, without noise, are all the same") {
      .count($0.silent)
    },
    Column("silent_share", "share", "of the groups") { .number($0.silentShare) },
    Column("mean_reward", "reward", "of the completions, without noise where it is known") {
      .number($0.meanReward)
    },
    Column("energy", "advantage^2", "sum of the squares of the logged advantages; empty without") {
      .number($0.hasAdvantages ? $0.energy : nil)
    },
    Column("energy_silent", "advantage^2", "of that, in silent groups") {
      .number($0.hasAdvantages ? $0.silentEnergy : nil)
    },
    Column("residue_groups", "", "silent groups with advantages that are not 0") {
      .whole($0.hasAdvantages ? $0.residueGroups : nil)
    },
    Column("noise_sigma", "reward", "standard deviation of the noise found; empty for none") {
      .number($0.noise.sigma)
    },
  ])
}
