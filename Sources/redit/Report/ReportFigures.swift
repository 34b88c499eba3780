import Analysis
import ArgumentParser
import Foundation

/// A sweep of the report and the figures drawn from it. The commands on the page are the ones run.
struct ReportSweep {
  let title: String
  let introduction: String
  /// Name of its files, without ending.
  let name: String
  /// Arguments of `redit sweep`.
  let arguments: [String]
  let quantities: [(quantity: PlotQuantity, caption: String)]

  /// What is drawn, with a line to read it by; not yet run.
  struct Figure {
    let caption: String
    let drawing: InlineFigure
    /// The command that draws it from the sweep's CSV.
    let command: String
  }

  /// Runs the sweep and draws its figures from the CSV, as its commands do.
  func figures(threads: Int?, progress: (Double) -> Void) throws -> [Figure] {
    let csv = SweepColumns.csv(try rows(threads: threads, progress: progress))
    let table = try CSVTable(text: csv, file: "\(name).csv")
    return try quantities.map { quantity, caption in
      let svg = try drawPlot(
        table, canvas: .svg, choice: PlotChoice(quantity: quantity.rawValue))
      return Figure(
        caption: caption,
        drawing: InlineFigure(
          svg: String(decoding: svg, as: UTF8.self), name: "\(name)-\(quantity.rawValue)",
          words: InlineFigure.words(try PlotData(table: table, quantity: quantity))),
        command: plotCommand(quantity))
    }
  }

  private func rows(threads: Int?, progress: (Double) -> Void) throws -> [LabelledRow] {
    let command = try command(threads: threads)
    let groups = command.groups ?? SweepCommand.defaultGroups
    let sampling = try command.sampling.sampling(groups: groups)
    let prompts = try command.policy.loadPrompts()
    let labels = try RowLabels(prompts, policy: command.policy, setting: command.setting)
    return try command.setting.sweeps(command.policy.problemSet(of: prompts)).flatMap {
      try labels.label($0.run(sampling, progress: progress), of: $0)
    }
  }

  /// Refuses bad prompts before any work is done.
  func check() throws { _ = try command(threads: nil).policy.problemSet() }

  private func command(threads: Int?) throws -> SweepCommand {
    var command = try SweepCommand.parse(arguments)
    command.sampling.threads = threads
    return command
  }

  /// The command that writes the sweep.
  var sweepCommand: String {
    ShellCommand.text(["redit", "sweep"] + arguments + ["--out", "\(name).csv"])
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
  ///   - sampling: `--groups` and `--seed`, for every sweep.
  ///   - prompts: a file of pass rates, if any.
  static func all(sampling: [String], prompts: String?) -> [ReportSweep] {
    let common =
      ["--advantage", "standardized", "--advantage", "mean", "--sigma", "log:1e-4:1:13"] + sampling
    return [fiveArms(common)] + (prompts.map { [promptSet($0, common)] } ?? [])
  }

  private static func fiveArms(_ common: [String]) -> ReportSweep {
    ReportSweep(
      title: "Five arms",
      introduction: """
        A softmax bandit of five arms, two of them right (p = .1815), in groups of four.
        """,
      name: "five_arms", arguments: ["--group-size", "4"] + common,
      quantities: [
        (
          .variance,
          """
          Standardized advantages: the variance jumps as soon as there is any dither, because \
          silent groups wake up. Mean advantages: it grows by c sigma^2 tr F.
          """
        ),
        (
          .signalToNoise,
          "Signal to noise of one group's gradient: it is best without dither."
        ),
        (
          .gradientNorm,
          """
          The gain: for standardized advantages the expected gradient is W grad p, and W falls as \
          sigma grows; for mean advantages it stays.
          """
        ),
      ])
  }

  private static func promptSet(_ prompts: String, _ common: [String]) -> ReportSweep {
    ReportSweep(
      title: "Prompts",
      introduction:
        "The prompts of \(prompts), each a bandit with its pass rate, in groups of eight.",
      name: "prompts", arguments: ["--prompts", prompts, "--group-size", "8"] + common,
      quantities: [
        (.variance, "Variance of one group's gradient, its prompt drawn from the set."),
        (.signalToNoise, "Signal to noise of one group's gradient over the set."),
      ])
  }
}
