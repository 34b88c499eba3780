import Audit

/// What `redit audit --table forecast` writes: one row for each advantage and sigma.
enum AuditForecastTable {
  static let table = Table<ForecastEntry>([
    Column("advantage", "", "that of this run, a change of it, or another") { .text($0.name) },
    Column("drops_silent", "", "whether groups silent before the noise are left out") {
      .flag($0.dropsSilent)
    },
    Column("sigma", "reward", "standard deviation of Gaussian noise") { .number($0.sigma) },
    Column("kept", "share", "of the signal to noise, where scores of completions are uncorrelated")
    {
      .number($0.kept?.value)
    },
    Column("kept_low", "share", "end of its interval of 95%, clustered by prompt") {
      .number($0.kept?.interval?.lowerBound)
    },
    Column("kept_high", "share", "end of its interval of 95%, clustered by prompt") {
      .number($0.kept?.interval?.upperBound)
    },
    Column("noise_share", "share", "of the energy of the advantages") { .number($0.noiseShare) },
    Column("gain", "", "E[A] along A without noise, over the latter") { .number($0.gain) },
    Column("note", "", "why fields are empty") { .text($0.gap) },
  ])
}
