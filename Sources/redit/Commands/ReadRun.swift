import Audit
import Platform
import Logs

/// One reading of a log, from its first byte to what is known of it.
struct ReadRun {
  let report: AuditReport
  let words: AuditText
  /// What was in the files; empty where it was not asked for.
  let hashes: [HashedFile]
  /// What is to be done when the output is there; nil where nothing is.
  private(set) var finished: PartOptions.Finished?

  /// Reads a log.
  ///
  /// - Parameters:
  ///   - isGrowing: whether it is being written: only what is whole is read, and a signal to stop ends it.
  ///   - hashesFiles: whether the files are hashed.
  ///   - keepsGroups: whether every group has a record, and not some only.
  /// - Returns: nil where a growing log has no whole step yet.
  static func read(
    _ log: LogOptions, isGrowing: Bool, hashesFiles: Bool, keepsGroups: Bool
  ) throws -> ReadRun? {
    var latest = try log.latestSteps(isGrowing: isGrowing)
    var reader = try log.reader(isGrowing: isGrowing, hashesFiles: hashesFiles)
    var audit = try audit(log, reader.schema, keepsGroups: keepsGroups)
    var progress = isGrowing ? nil : ProgressLine("reading")
    defer { progress?.finish() }
    do {
      var hasSteps = false
      while let step = try reader.next() {
        if isGrowing, Interruption.isAskedToStop { return nil }
        hasSteps = true
        if latest?.keeps(step) ?? true { try audit.add(step) }
        if reader.byteCount > 0 {
          progress?.update(Double(reader.bytesRead) / Double(reader.byteCount))
        }
      }
      if isGrowing, !hasSteps { return nil }
      let report = try audit.finish()
      let notes = notes(log, report, reader.notes, dropped: latest?.dropped ?? 0)
      return ReadRun(
        report: report,
        words: LogWords(reader.schema, files: reader.files, notes: notes), hashes: reader.hashes)
    } catch {
      throw fileError(error, log)
    }
  }

  private static func audit(
    _ log: LogOptions, _ schema: RolloutSchema, keepsGroups: Bool
  ) throws -> RunAudit {
    var options = try log.options(columns: schema.columns)
    if keepsGroups { options.groupRecords = .max }
    if options.advantage == nil, schema.advantage == nil {
      options.advantage = schema.format.usualAdvantage
    }
    return RunAudit(columns: schema.columns, grouping: schema.grouping, options: options)
  }

  /// - Parameter dropped: steps that come again later.
  private static func notes(
    _ log: LogOptions, _ report: AuditReport, _ reading: [String], dropped: Int
  ) -> [String] {
    reading + (dropped > 0 ? ["\(dropped) steps come again later: the last counts"] : [])
      + log.unused(report.reading)
  }

  private static func fileError(_ error: any Error, _ log: LogOptions) -> any Error {
    switch error {
    case let error as LogError: FileError("\(error)")
    case let error as AuditError: FileError("\(log.run.joined(separator: ", ")): \(error)")
    default: error
    }
  }

  private init(report: AuditReport, words: LogWords, hashes: [HashedFile]) {
    self.report = report
    self.words = AuditText(report: report, log: words)
    self.hashes = hashes
  }
}

// MARK: - A log that is read in parts

extension ReadRun {
  /// Reads a log file by file, here or wherever its parts were made; what is said of it is what one reading says.
  ///
  /// Steps go to the audit as they end; those of a log whose steps come again (`--latest`) are kept to the end, as
  /// numbers.
  ///
  /// - Returns: nil where a part was made or a plan shown.
  static func read(
    _ log: LogOptions, in parts: PartOptions, output: TextOutput, hashesFiles: Bool,
    keepsGroups: Bool
  ) throws -> ReadRun? {
    let option = Refusals().first(of: "--shard", "--shards", "--resume", "--parts") ?? "merge"
    let files = try log.files(for: option)
    try parts.check(out: output.out)
    try checkCount(files, parts)
    CurrentRun.note(logFiles: files.identity)
    var audit = try audit(log, files.schema, keepsGroups: keepsGroups)
    let join = RolloutJoin(files)
    var kept: [RolloutStep] = []
    func take(_ steps: [RolloutStep]) throws {
      if log.latest { kept += steps } else { for step in steps { try audit.add(step) } }
    }
    do {
      let finished = try parts.run(
        LogWork(log: files), label: "reading", out: output.out, force: output.force,
        take: { try take(join.add($1)) })
      guard let finished else { return nil }
      try take(join.finish())
      var latest = LatestSteps(numbers: kept.map(\.step))
      for step in kept where latest.keeps(step) { try audit.add(step) }
      let report = try audit.finish()
      let notes = notes(log, report, join.notes, dropped: latest.dropped)
      var run = ReadRun(
        report: report, words: LogWords(files.schema, files: files.files, notes: notes),
        hashes: hashesFiles ? join.hashes : [])
      run.finished = finished
      return run
    } catch {
      throw fileError(error, log)
    }
  }

  /// A log of one file has one part.
  private static func checkCount(_ files: RolloutFiles, _ parts: PartOptions) throws {
    guard files.files.count == 1 else { return }
    if let shard = parts.shards.shard, shard.count > 1 {
      throw UsageError(
        "--shard: the log is one file, \(files.files[0]): there is nothing to cut")
    }
    if parts.resume {
      StandardError.write(
        "redit: note: the log is one file: --resume has nothing to keep before it is read\n")
    }
  }
}
