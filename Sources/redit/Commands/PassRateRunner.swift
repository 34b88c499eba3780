import Analysis
import ArgumentParser
import Platform

/// Whether observed pass rates are taken for true.
enum PassRateReading: String, ExpressibleByArgument, CaseIterable {
  case plugIn = "plug-in"
  case posterior
}

/// `redit exact --pass-rates posterior`: what a set of observed pass rates says of the true ones.
struct PassRateRunner {
  let policy: PolicyOptions
  let setting: SettingOptions
  let output: OutputOptions
  let threads: Int

  /// Of the draws behind the intervals: the same table gives the same bytes.
  private static let seed: UInt64 = 1

  func run() throws {
    if output.plot != nil { throw UsageError("--plot: no figure of --pass-rates posterior") }
    if setting.learningRate != nil {
      throw UsageError("--learning-rate: no effect with --pass-rates posterior")
    }
    try Refusals().refuse(
      "--other-pass-rates", "--weights", because: "--pass-rates posterior has one reward")
    let files = try output.plan()
    guard let table = try policy.loadTable(), let file = policy.prompts else {
      throw UsageError("--pass-rates posterior: needs --prompts")
    }
    let names = try setting.named().map(\.name)
    let sweeps = try setting.sweeps(policy.problemSet(of: [table.prompts()[0]]))
    let posterior: PassRatePosterior
    do {
      posterior = try PassRatePosterior(try table.counts())
    } catch let error as AnalysisError {
      throw FileError("--prompts: \(file.oneLine(limit: 200)): \(error)")
    } catch let error as CSVError {
      throw FileError("--prompts: \(file.oneLine(limit: 200)): \(error)")
    }
    let rows = try sweeps.flatMap { sweep in
      let settings = try sweep.settings()
      // By advantage first, as many settings for each.
      let share = settings.count / names.count
      return try posterior.rows(settings, seed: Self.seed, threads: threads).enumerated().map {
        (name: names[$0.offset / share], row: $0.element)
      }
    }
    let text = try PassRateText(rows: rows, posterior: posterior)
      .text(output.text.resolvedFormat, width: output.text.width)
    let record = Manifest(
      arguments: output.text.arguments, seed: Self.seed, generator: "philox4x64")
    try files.write(["--out": Data(text.utf8)], record)
  }
}
