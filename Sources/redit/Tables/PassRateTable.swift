import Analysis
import GRPO

/// What a set of observed pass rates says at one setting.
struct PassRateLine {
  /// Of the advantage, as it was asked for.
  let name: String
  let row: PassRateRow
  let posterior: PassRatePosterior
}

/// What `redit exact --prompts FILE --pass-rates posterior` writes.
enum PassRateTable {
  static let table = Table<PassRateLine>(
    identity
      + quantity(
        "silent_fraction", "share", "silent groups at the true rates"
      ) { $0.silentShare }
      + quantity(
        "signal_share", "share",
        """
        sum of w norm(E g)^2 over sum of w E norm(g)^2, w the weight of a prompt: does not depend on how \
        often prompts are listed
        """
      ) { $0.signalShare }
      + quantity(
        "signal_kept", "",
        """
        that over its value at sigma 0; in the row `all` of the plug-in table the share is \
        `gradient_norm`^2 / `second_moment` = `snr`/(1 + `snr`)
        """
      ) { $0.keptSignal } + unbiased)

  private static let identity: [Column<PassRateLine>] = [
    Column("advantage", "", "the name it was asked for by") { .text($0.name) },
    Column("noise", "", "family of the dither") { .text($0.row.setting.dither.label) },
    Column("group_size", "completions", "G, the completions of a group") {
      .count($0.row.setting.groupSize)
    },
    Column("sigma", "reward", "standard deviation of the noise") { .number($0.row.setting.sigma) },
    Column("prompts", "prompts", "how many") { .count($0.posterior.counts.promptCount) },
    Column("alpha", "", "the fitted law of the true rates is Beta(alpha, beta)") {
      .number($0.posterior.fit.alpha)
    },
    Column("beta", "", "its second parameter") { .number($0.posterior.fit.beta) },
  ]

  private static func quantity(
    _ name: String, _ unit: String, _ meaning: String,
    _ part: @escaping @Sendable (PassRateRow) -> PassRateRow.Value
  ) -> [Column<PassRateLine>] {
    [
      Column(name, unit, "\(meaning): posterior mean, exact") {
        .number(part($0.row).posterior?.mean)
      },
      Column(
        name + "_low", unit,
        "its quantile at .025, of 1000 draws of the true rates, alpha and beta (fixed seed)"
      ) { .number(part($0.row).posterior?.low) },
      Column(name + "_high", unit, "its quantile at .975, likewise") {
        .number(part($0.row).posterior?.high)
      },
      Column(name + "_plug_in", unit, "the same at the observed rates, as if they were true") {
        .number(part($0.row).plugIn)
      },
    ]
  }

  private static let unbiased: [Column<PassRateLine>] = [
    Column(
      "silent_fraction_unbiased", "share",
      """
      U-statistic, mean of [C(k, G) + C(n - k, G)]/C(n, G); empty where a prompt has fewer than G \
      completions
      """
    ) { .number($0.row.unbiasedSilentShare?.mean) },
    Column(
      "silent_fraction_unbiased_se", "share", "its standard error, of a sample of prompts"
    ) { .number($0.row.unbiasedSilentShare?.standardError) },
  ]
}
