import Audit
import Platform
import Logs

/// One reading of a log, from its first byte to what is known of it.
struct ReadRun {
  let report: AuditReport
  let words: AuditText
  /// What was in the files; empty where it was not asked for.
  let hashes: [HashedFile]

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
    var options = try log.options(columns: reader.schema.columns)
    if keepsGroups { options.groupRecords = .max }
    if options.advantage == nil, reader.schema.advantage == nil {
      options.advantage = reader.schema.format.usualAdvantage
    }
    var audit = RunAudit(
      columns: reader.schema.columns, grouping: reader.schema.grouping, options: options)
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
      let dropped = latest?.dropped ?? 0
      let report = try audit.finish()
      let notes =
        reader.notes + (dropped > 0 ? ["\(dropped) steps come again later: the last counts"] : [])
        + log.unused(report.reading)
      return ReadRun(
        report: report,
        words: LogWords(reader.schema, files: reader.files, notes: notes), hashes: reader.hashes)
    } catch let error as LogError {
      throw FileError("\(error)")
    } catch let error as AuditError {
      throw FileError("\(log.run.joined(separator: ", ")): \(error)")
    }
  }

  private init(report: AuditReport, words: LogWords, hashes: [HashedFile]) {
    self.report = report
    self.words = AuditText(report: report, log: words)
    self.hashes = hashes
  }
}
