public import Logs

/// Reads a run step by step, and says in the end what its advantages did.
///
///     var audit = RunAudit(columns: schema.columns, grouping: schema.grouping)
///     while let step = try reader.next() { try audit.add(step) }
///     let report = try audit.finish()
///
/// The first steps are kept until they tell how the log is to be read; from then on only counts are.
public struct RunAudit {
  private let columns: [String]
  private let grouping: Grouping
  private let options: AuditOptions
  private var head: [RolloutStep] = []
  private var headRows = 0
  private var tally: RunTally?
  private var rows = 0
  private var unequalSamples = 0

  /// Steps and rows after which a log is read as they say.
  private static let enough = (steps: 32, rows: 1 << 14)
  /// Rows after which fewer steps do.
  private static let most = 1 << 18

  /// The audit of a run.
  ///
  /// - Parameters:
  ///   - columns: names of the columns that may be rewards, in the order of `RolloutStep.columns`.
  ///   - grouping: what the format says about groups.
  public init(columns: [String], grouping: Grouping, options: AuditOptions = AuditOptions()) {
    self.columns = columns
    self.grouping = grouping
    self.options = options
  }

  /// Takes in the next step.
  ///
  /// - Throws: ``AuditError`` where the first steps do not tell how to read the log.
  public mutating func add(_ step: RolloutStep) throws {
    rows += step.count
    guard step.count > 0 else { return }
    let step = step.oneRowEach(&unequalSamples)
    if tally != nil {
      tally!.add(step)
      return
    }
    head.append(step)
    headRows += step.count
    let isEnough = head.count >= Self.enough.steps && headRows >= Self.enough.rows
    if isEnough || headRows >= Self.most { try read() }
  }

  /// Closes the run.
  ///
  /// - Throws: ``AuditError`` where the rows do not tell how to read the log, and for a log without rows.
  public mutating func finish() throws -> AuditReport {
    guard rows > 0 else { throw AuditError("no rows: the log is empty") }
    if tally == nil { try read() }
    tally!.finish()
    tally!.unequalSamples = unequalSamples
    return try AuditReport(tally!, rows: rows)
  }

  private mutating func read() throws {
    let reading = try RunReading.inferred(
      head, columns: columns, grouping: grouping, options: options)
    var sigmas = options.sigmas
    // The noise that is there already is forecast too: that is what it costs.
    if !sigmas.isEmpty, let found = reading.noiseFound, found > 0 {
      sigmas = (sigmas + [found]).sorted()
    }
    tally = RunTally(reading, sigmas: sigmas, records: options.groupRecords)
    for step in head { tally!.add(step) }
    head = []
  }
}
