import Platform
import Synchronization

/// What this process is about: its arguments, the files it has read and what it has written.
enum CurrentRun {
  private struct State {
    var arguments = WholeNumber.spelledOut(Array(CommandLine.arguments.dropFirst()))
    /// Fingerprints of what was read, by path.
    var inputs: [String: String] = [:]
    /// What tells the files of a log that is read in parts, by path.
    var logFiles: [String: String] = [:]
    /// What was read of logs.
    var logs: [String: LogRecord] = [:]
    /// What must be read of logs; nil for anything.
    var expectedLogs: [String: LogRecord]?
    /// Folder of the parts that are put together; nil where the work is done here.
    var mergedFolder: String?
    /// Options of the files that are to be written, by what tells the files.
    var planned: [String: String] = [:]
    /// Fingerprints of what was written, by option.
    var outputs: [String: String] = [:]
  }

  private static let state = Mutex(State())

  /// Arguments after the program's name.
  static var arguments: [String] { state.withLock(\.arguments) }

  /// Fingerprints of the files read so far, by path as typed.
  static var inputs: [String: String] { state.withLock(\.inputs) }

  /// What tells the files of a log that is read in parts, by path.
  static var logFiles: [String: String] { state.withLock(\.logFiles) }

  /// Fingerprints of the outputs written so far, by option.
  static var outputs: [String: String] { state.withLock(\.outputs) }

  /// What was read of logs.
  static var logs: [String: LogRecord] { state.withLock(\.logs) }

  /// Whether a log must be what it was.
  static var expectsLogs: Bool { state.withLock { $0.expectedLogs != nil } }

  /// Folder of the parts that are put together; nil where the work is done here.
  static var mergedFolder: String? { state.withLock(\.mergedFolder) }

  /// Goes on as if these arguments had been typed.
  ///
  /// - Parameters:
  ///   - expectedLogs: what logs must be; nil for anything.
  ///   - mergedFolder: where parts are, to be put together; nil to do the work here.
  static func begin(
    _ arguments: [String], expectedLogs: [String: LogRecord]? = nil, mergedFolder: String? = nil
  ) {
    state.withLock {
      $0 = State(arguments: arguments, expectedLogs: expectedLogs, mergedFolder: mergedFolder)
    }
  }

  /// Remembers what was read of a log.
  ///
  /// - Throws: `FileError` where it is not what it must be.
  static func note(logs: [String: LogRecord]) throws {
    let expected = state.withLock { state in
      state.logs = logs
      return state.expectedLogs
    }
    guard let expected, let difference = LogRecord.difference(logs, from: expected) else { return }
    throw FileError(difference)
  }

  /// Remembers which log is read in parts.
  static func note(logFiles: [String: String]) { state.withLock { $0.logFiles = logFiles } }

  /// Remembers an input; returns what was known of it before.
  static func note(input path: String, _ fingerprint: String) -> String? {
    state.withLock { $0.inputs.updateValue(fingerprint, forKey: path) }
  }

  /// Remembers a file that is to be written, by `OutputTarget.identity`.
  static func note(planned identity: String, option: String) {
    state.withLock { $0.planned[identity] = option }
  }

  /// The option that is to overwrite a file; nil for none.
  static func writer(of identity: String) -> String? { state.withLock { $0.planned[identity] } }

  /// Remembers what was written; nothing is planned any more.
  static func note(outputs: [String: String]) {
    state.withLock {
      $0.outputs.merge(outputs) { $1 }
      $0.planned = [:]
    }
  }
}
