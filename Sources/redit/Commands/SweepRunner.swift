import Analysis
import ArgumentParser
import Platform
import GRPO
import GSL
import Policies

/// What `sweep` and `exact` share: run, then write every output or none.
struct SweepRunner {
  let policy: PolicyOptions
  let setting: SettingOptions
  let channel: ChannelOptions
  let sampling: Sampling
  let output: OutputOptions
  /// How precise it shall become; nil for a fixed number of groups.
  var precision: PrecisionTarget?
  /// Methods to choose from then; nil for all.
  var methods: [SamplingMethod]?
  /// How the simulation is cut into parts; nil where there is none.
  var parts: PartOptions?

  func run() throws {
    try refuseParts()
    let files = try output.plan()
    let table = try policy.loadTable()
    let prompts = try policy.loadPrompts(table)
    let channel = try self.channel.channel(Refusals())
    try self.channel.refuseIdle(prompts, channel)
    let sweeps = try setting.sweeps(policy.problemSet(of: prompts, seenThrough: channel))
    for sweep in sweeps { try SizeLimits.check(sweep, sampling: sampling) }
    let refusals = Refusals()
    try policy.refuseIdle(prompts, refusals)
    try setting.refuseIdle(sweeps, refusals)
    let labels = try setting.labels(prompts, policy: policy, channel: channel)
    if try stream(sweeps, labels, table, to: files) { return }
    guard let (found, finished) = try simulate(sweeps) else { return }
    if isatty(STDERR_FILENO) == 1, let note = Self.exactNote(found) { StandardError.write(note) }
    if let precision { for part in found { note(part, precision) } }
    let rows = try zip(sweeps, found).flatMap {
      try labels.label(PlugInNote.add(to: noted($1), of: table), of: $0)
    }
    try write(rows, found, sweeps: sweeps, table, channel, to: files) { finished?.close() }
    if let precision, !found.allSatisfy({ $0.meets(precision) }) { throw ExitCode(1) }
  }

  /// Writes exact rows as they are made, where nothing needs all of them at once; whether it did.
  private func stream(
    _ sweeps: [Sweep], _ labels: RowLabels, _ table: PromptTable?, to files: OutputPlan
  ) throws -> Bool {
    let format = output.text.resolvedFormat
    guard sampling.groups == 0, precision == nil, output.plot == nil,
      format == .csv || format == .json,
      let content = try ExactStream(sweeps, sampling, labels: labels, of: table).content(format)
    else { return false }
    var record = sampling.record(output.text.arguments)
    record.options = try self.record(
      sweeps.map { _ in PreciseSweep(rows: [], sampling: sampling) }, sweeps, table)
    try files.write(["--out": content], record)
    return true
  }

  /// Whether the work is known beforehand, and each of its lots independent of the others.
  private var isCut: Bool { precision == nil && sampling.method.drawsAlike && sampling.groups > 0 }

  /// Refuses to cut what cannot be cut.
  private func refuseParts() throws {
    guard !isCut, let option = parts?.typed else { return }
    if let precision {
      throw UsageError(
        "\(option): --precision \(precision.relativeError) decides as it goes how many groups it takes; "
          + "--groups says it beforehand")
    }
    throw UsageError(
      sampling.groups == 0
        ? "\(option): --groups 0 simulates nothing that could be cut"
        : "\(option): --method \(sampling.method.name) cannot be cut, plain can")
  }

  /// - Returns: nil where a part was made, or a plan shown.
  private func simulate(_ sweeps: [Sweep]) throws -> (
    found: [PreciseSweep], finished: PartOptions.Finished?
  )? {
    guard isCut, let parts else {
      var progress = ProgressLine("simulating")
      defer { progress.finish() }
      let found = try sweeps.enumerated().map { index, sweep in
        try simulate(sweep) {
          // Beneath it the line of progress begins anew.
          progress.finish()
          StandardError.write($0)
        } progress: {
          progress.update((Double(index) + $0) / Double(sweeps.count))
        }
      }
      return (found, nil)
    }
    let work = try SweepWork(sweeps, sampling)
    var rows = SweepWorkRows(work)
    let finished = try parts.run(
      work, label: "simulating", out: output.text.out, force: output.text.force
    ) { try rows.add($0, $1) }
    return finished.map { finished in
      (rows.rows.map { PreciseSweep(rows: $0, sampling: sampling) }, finished)
    }
  }

  private func simulate(
    _ sweep: Sweep, say: (String) -> Void, progress: (Double) -> Void
  ) throws -> PreciseSweep {
    guard precision != nil || !sampling.method.drawsAlike else {
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
        obstacle: { say(Self.obstacleNote($0, precision)) }, progress: progress)
    }
  }

  /// What is said before the rounds where some rows cannot become precise.
  static func obstacleNote(_ obstacle: PrecisionObstacle, _ target: PrecisionTarget) -> String {
    "redit: --precision \(target.relativeError) out of reach for \(obstacle.text)"
      + (obstacle.rows < obstacle.count ? "; the other rows decide\n" : "\n")
  }

  /// The rows that did not become as precise as was asked for say so; where all did that have a value, the others have
  /// none to speak of.
  private func noted(_ found: PreciseSweep) -> [SweepRow] {
    guard let precision, !found.meets(precision) else { return found.rows }
    return found.rows.map { row in
      guard precision.relativeError(of: [row]) > precision.relativeError else { return row }
      var row = row
      row.notes.append("--precision \(precision.relativeError) not reached")
      return row
    }
  }

  /// Says on standard error what was chosen and reached.
  private func note(_ found: PreciseSweep, _ target: PrecisionTarget) {
    let reached =
      found.meets(target) ? "" : "--precision \(target.relativeError) not reached: "
    let rows = found.obstacle.map { " in \($0.count - $0.rows) of \($0.count) rows" } ?? ""
    let error =
      found.obstacle.map { $0.rows == $0.count } ?? false
      ? ""
      : ": relative standard error of \(target.quantity.rawValue) at most \(found.relativeError)"
        + rows
    StandardError.write(
      "redit: \(reached)\(found.method.name), \(found.groups) groups\(error)\n")
  }

  /// What a terminal is told where laws answer all that was simulated; nil elsewhere.
  static func exactNote(_ found: [PreciseSweep]) -> String? {
    let rows = found.flatMap(\.rows)
    guard rows.contains(where: { $0.simulated != nil }),
      rows.allSatisfy({ $0.exact[.gradientNorm] != nil && $0.exact[.variance] != nil })
    else { return nil }
    return "redit: note: exact laws are known of all these settings: "
      + "redit exact answers without simulating\n"
  }

  private func write(
    _ rows: [LabelledRow], _ found: [PreciseSweep], sweeps: [Sweep], _ table: PromptTable?,
    _ channel: RewardChannel?, to files: OutputPlan, then: () -> Void
  ) throws {
    let text = try SweepTableText.text(
      rows, output.text.resolvedFormat, width: output.text.width)
    let laws = SweepLaws(
      policy: policy, setting: setting, channel: channel, threads: sampling.threads
    ).laws
    let contents = try output.contents(text, laws: laws) { SweepTable.table.csv(rows) }
    var record = sampling.record(output.text.arguments)
    record.options = try self.record(found, sweeps, table)
    try files.write(contents, record, then: then)
  }

  /// The method that a sweep was done by.
  private func used(_ found: PreciseSweep, _ sweep: Sweep) throws -> SamplingMethod {
    // A search for a precision says itself what it used.
    guard precision == nil, found.method == .raoBlackwell else { return found.method }
    return try sweep.averagesNoise(sampling) ? .raoBlackwell : .plain
  }

  /// Of several sweeps, one per group size: the largest number of groups, every method, the worst error.
  private func record(
    _ found: [PreciseSweep], _ sweeps: [Sweep], _ table: PromptTable?
  ) throws -> SweepRecord {
    let sweep = sweeps[0]
    var record = SweepRecord(
      prompts: sweep.set.problems.map(\.name), groupSizes: sweeps.map(\.groupSize),
      batchGroups: sweep.batchGroups, advantages: sweep.rules.map(\.text),
      noises: sweep.dithers.map(\.label), sigmas: sweep.sigmas,
      groups: found.map(\.groups).max() ?? 0)
    if let skipped = table?.missingCount, skipped > 0 { record.skippedPrompts = skipped }
    let methods = Set(try zip(found, sweeps).map { try used($0, $1).name })
    if methods != [SamplingMethod.plain.name] || precision != nil {
      record.method = methods.sorted().joined(separator: ",")
    }
    guard let precision else { return record }
    record.precisionOf = precision.quantity.rawValue
    record.relativeError = found.map(\.relativeError).max()
    return record
  }
}
