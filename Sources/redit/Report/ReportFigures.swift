import Analysis
import ArgumentParser
import Platform

/// A sweep of the report and the figures drawn from it.
struct ReportSweep {
  let title: String
  let introduction: String
  /// Name of its files, without ending.
  let name: String
  let policy: PolicyOptions
  let setting: SettingOptions
  /// The options of `redit sweep` that make the same.
  let words: [String]
  let quantities: [(quantity: PlotQuantity, caption: String)]

  /// What is drawn, with a line to read it by.
  struct Figure {
    let caption: String
    let drawing: InlineFigure
    /// The command that draws it from the sweep's CSV.
    let command: String
  }

  /// Runs the sweep and draws its figures.
  func figures(_ sampling: Sampling, progress: (Double) -> Void) throws -> [Figure] {
    let prompts = try policy.loadPrompts()
    let labels = try setting.labels(prompts, policy: policy)
    let sweeps = try setting.sweeps(policy.problemSet(of: prompts))
    let rows = try sweeps.enumerated().flatMap { index, sweep in
      try labels.label(
        sweep.run(sampling) { progress((Double(index) + $0) / Double(sweeps.count)) }, of: sweep)
    }
    let table = try CSVTable(text: SweepTable.table.csv(rows), file: "\(name).csv")
    let laws = SweepLaws(policy: policy, setting: setting, threads: sampling.threads).laws
    return try quantities.map { quantity, caption in
      let svg = try drawPlot(
        table, canvas: .svg, choice: PlotChoice(quantity: quantity.rawValue), laws: laws)
      return Figure(
        caption: caption,
        drawing: InlineFigure(
          svg: String(decoding: svg, as: UTF8.self), name: "\(name)-\(quantity.rawValue)",
          words: InlineFigure.words(try PlotData(table: table, quantity: quantity))),
        command: plotCommand(quantity))
    }
  }

  /// Refuses bad prompts and settings before any work is done.
  func check() throws {
    _ = try setting.sweeps(policy.problemSet())
  }

  /// The command that writes the sweep.
  var sweepCommand: String {
    ShellCommand.text(["redit", "sweep"] + words + ["--out", "\(name).csv"])
  }

  private func plotCommand(_ quantity: PlotQuantity) -> String {
    ShellCommand.text(
      ["redit", "plot", "\(name).csv", "--y", quantity.rawValue]
        + ["--out", "\(name)_\(quantity.rawValue).svg"])
  }
}

extension ReportSweep {
  /// The sweeps of a report.
  ///
  /// - Parameters:
  ///   - options: what they are of.
  ///   - sampling: how much is simulated.
  static func all(_ options: ReportOptions, sampling: Sampling) throws -> [ReportSweep] {
    try [fiveArms(options, sampling)]
      + (options.prompts.map { [try promptSet($0, options, sampling)] } ?? [])
  }

  private static func fiveArms(
    _ options: ReportOptions, _ sampling: Sampling
  ) throws -> ReportSweep {
    ReportSweep(
      title: "Five arms",
      introduction: "A softmax bandit of five arms, two of them right (p = .1815).",
      name: "five_arms", policy: try PolicyOptions.parse([]),
      setting: try options.setting(groupSize: 4),
      words: options.sweepWords(groupSize: 4) + sampling.options,
      quantities: [
        (
          .variance,
          """
          Divided by the group's deviation, the variance jumps as soon as there is any dither, because \
          silent groups wake up. Linear advantages: it grows by c sigma^2 tr F.
          """
        ),
        (
          .signalToNoise,
          "Signal to noise of one group's gradient; the hollow points are without dither."
        ),
        (
          .gradientNorm,
          """
          The gain: for standardized advantages the expected gradient is W grad p, and W falls as \
          sigma grows; for linear advantages it stays.
          """
        ),
      ])
  }

  private static func promptSet(
    _ prompts: String, _ options: ReportOptions, _ sampling: Sampling
  ) throws -> ReportSweep {
    var policy = try PolicyOptions.parse([])
    policy.table.prompts = prompts
    return ReportSweep(
      title: "Prompts",
      introduction: "The prompts of \(prompts), each a bandit with its pass rate.",
      name: "prompts", policy: policy, setting: try options.setting(groupSize: 8),
      words: ["--prompts", prompts] + options.sweepWords(groupSize: 8) + sampling.options,
      quantities: [
        (.variance, "Variance of one group's gradient, its prompt drawn from the set."),
        (.signalToNoise, "Signal to noise of one group's gradient over the set."),
      ])
  }
}
