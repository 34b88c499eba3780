import Analysis
import ArgumentParser
import Foundation
import GRPO
import GSL

/// What `sweep` and `exact` share: run, then write every output or none.
struct SweepRunner {
  let policy: PolicyOptions
  let setting: SettingOptions
  let sampling: Sampling
  let output: OutputOptions
  /// Arguments that repeat the run, the subcommand first, outputs left out.
  let arguments: [String]
  /// How precise it shall become; nil for a fixed number of groups.
  var precision: PrecisionTarget?
  /// Methods to choose from then; nil for all.
  var methods: [SamplingMethod]?

  func run() throws {
    try output.check()
    let table = try policy.loadTable()
    let prompts = try policy.loadPrompts(table)
    let sweeps = try setting.sweeps(policy.problemSet(of: prompts))
    for sweep in sweeps { try SizeLimits.check(sweep, sampling: sampling) }
    let refusals = Refusals()
    try policy.refuseIdle(prompts, refusals)
    try setting.refuseIdle(sweeps, refusals)
    let labels = try RowLabels(prompts, policy: policy, setting: setting)
    var progress = ProgressLine("simulating")
    let found = try sweeps.enumerated().map { index, sweep in
      try simulate(sweep) { progress.update((Double(index) + $0) / Double(sweeps.count)) }
    }
    progress.finish()
    if let precision { for part in found { note(part, precision) } }
    let rows = try zip(sweeps, found).flatMap {
      try labels.label(PlugInNote.add(to: $1.rows, of: table), of: $0)
    }
    try write(rows, found, sweeps: sweeps, table)
    if let precision, !found.allSatisfy({ isReached($0, precision) }) { throw ExitCode(1) }
  }

  private func simulate(
    _ sweep: Sweep, progress: (Double) -> Void
  ) throws -> PreciseSweep {
    guard precision != nil || sampling.method != .plain else {
      return PreciseSweep(
        rows: try sweep.run(sampling, progress: progress), sampling: sampling)
    }
    return try usage("--method") {
      guard let precision else {
        return PreciseSweep(
          rows: try sweep.run(sampling, progress: progress), sampling: sampling)
      }
      return try sweep.run(
        sampling, until: precision, methods: methods ?? SamplingMethod.byPromise,
        progress: progress)
    }
  }

  private func isReached(_ found: PreciseSweep, _ target: PrecisionTarget) -> Bool {
    found.relativeError <= target.relativeError
  }

  /// Says on standard error what was chosen and reached.
  private func note(_ found: PreciseSweep, _ target: PrecisionTarget) {
    let reached =
      isReached(found, target) ? "" : "--precision \(target.relativeError) not reached: "
    let text =
      "redit: \(reached)\(found.method.name), \(found.groups) groups: relative standard error of "
      + "\(target.quantity.rawValue) at most \(found.relativeError)\n"
    FileHandle.standardError.write(Data(text.utf8))
  }

  private func write(
    _ rows: [LabelledRow], _ found: [PreciseSweep], sweeps: [Sweep], _ table: PromptTable?
  ) throws {
    let text = try output.resolvedFormat.text(rows, width: output.width)
    guard output.out != nil || output.plot != nil else { return print(text, terminator: "") }
    var written: [String: String] = [:]
    if let plot = output.plot {
      written[name(plot)] = fingerprint(try draw(rows, to: plot))
    }
    if let out = output.out {
      let data = Data(text.utf8)
      try OutputFile.write(data, to: out, option: "--out")
      written[name(out)] = fingerprint(data)
    } else {
      print(text, terminator: "")
    }
    let main = output.out ?? output.plot!
    let meta = try record(found, sweeps: sweeps, outputs: written, table)
    try OutputFile.write(meta.encoded(), to: MetaFile.path(beside: main), option: "--out")
  }

  private func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }

  /// Draws what the table says, and the exact laws between its rows.
  private func draw(_ rows: [LabelledRow], to plot: String) throws -> Data {
    let table = try CSVTable(text: SweepColumns.csv(rows), file: plot)
    let laws = SweepLaws(policy: policy, setting: setting, threads: sampling.threads).laws
    let figure = try plotData(table, laws: laws, canvas: PlotCanvas(file: plot))
    try OutputFile.write(figure, to: plot, option: "--plot")
    return figure
  }

  private func record(
    _ found: [PreciseSweep], sweeps: [Sweep], outputs: [String: String], _ table: PromptTable?
  ) throws -> MetaFile {
    let files = [policy.policyFile, policy.prompts].compactMap { $0 }
    let inputs = try files.map { ($0, fingerprint(try Data(contentsOf: URL(filePath: $0)))) }
    return MetaFile(
      version: Redit.version,
      command: ShellCommand.text(["redit"] + Redit.arguments),
      arguments: arguments, seed: sampling.seed, generator: sampling.generator.rawValue,
      options: record(found, sweeps, table),
      inputs: Dictionary(uniqueKeysWithValues: inputs), outputs: outputs)
  }

  /// Of several sweeps, one per group size: the largest number of groups, every method, the worst error.
  private func record(
    _ found: [PreciseSweep], _ sweeps: [Sweep], _ table: PromptTable?
  ) -> SweepRecord {
    let sweep = sweeps[0]
    var record = SweepRecord(
      prompts: sweep.set.problems.map(\.name), groupSizes: sweeps.map(\.groupSize),
      batchGroups: sweep.batchGroups, advantages: sweep.advantages.map(\.text),
      noises: sweep.dithers.map(\.family.name), sigmas: sweep.sigmas,
      groups: found.map(\.groups).max() ?? 0)
    if let skipped = table?.missingCount, skipped > 0 { record.skippedPrompts = skipped }
    if sampling.method != .plain || precision != nil {
      record.method = Set(found.map(\.method.name)).sorted().joined(separator: ",")
    }
    guard let precision else { return record }
    record.precisionOf = precision.quantity.rawValue
    record.relativeError = found.map(\.relativeError).max()
    return record
  }
}
