import Analysis
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

  func run() throws {
    try output.check()
    let set = try policy.problemSet()
    let sweeps = try setting.sweeps(set)
    var progress = ProgressLine("simulating")
    let rows = try sweeps.enumerated().flatMap { index, sweep in
      try sweep.run(sampling) { progress.update((Double(index) + $0) / Double(sweeps.count)) }
    }
    progress.finish()
    try write(rows, sweeps: sweeps)
  }

  private func write(_ rows: [SweepRow], sweeps: [Sweep]) throws {
    let text = try output.resolvedFormat.text(rows)
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
    let meta = try record(sweeps, outputs: written)
    try OutputFile.write(meta.encoded(), to: MetaFile.path(beside: main), option: "--out")
  }

  private func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }

  /// Draws by way of a temporary CSV, so that the picture shows what the file says.
  private func draw(_ rows: [SweepRow], to plot: String) throws -> Data {
    let csv = FileManager.default.temporaryDirectory
      .appending(path: "redit-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: csv) }
    try Data(SweepColumns.csv(rows).utf8).write(to: csv)
    try drawPlot(csv: csv.path, to: plot)
    return try Data(contentsOf: URL(filePath: plot))
  }

  private func record(_ sweeps: [Sweep], outputs: [String: String]) throws -> MetaFile {
    let files = [policy.policyFile, policy.prompts].compactMap { $0 }
    let sweep = sweeps[0]
    let inputs = try files.map { ($0, fingerprint(try Data(contentsOf: URL(filePath: $0)))) }
    return MetaFile(
      version: Redit.version,
      command: ShellCommand.text(["redit"] + Redit.arguments),
      arguments: arguments, seed: sampling.seed, generator: sampling.generator.rawValue,
      options: SweepRecord(
        prompts: sweep.set.problems.map(\.name), groupSizes: sweeps.map(\.groupSize),
        batchGroups: sweep.batchGroups, advantages: sweep.advantages.map(\.text),
        noises: sweep.dithers.map(\.family.name), sigmas: sweep.sigmas, groups: sampling.groups),
      inputs: Dictionary(uniqueKeysWithValues: inputs), outputs: outputs)
  }
}
