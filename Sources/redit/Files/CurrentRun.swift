import Foundation
import Synchronization

/// What this process is about: its arguments, the files it has read and what it has written.
enum CurrentRun {
  private struct State {
    var arguments = WholeNumber.spelledOut(Array(CommandLine.arguments.dropFirst()))
    /// Fingerprints of what was read, by path.
    var inputs: [String: String] = [:]
    /// Fingerprints of what was written, by option.
    var outputs: [String: String] = [:]
  }

  private static let state = Mutex(State())

  /// Arguments after the program's name.
  static var arguments: [String] { state.withLock(\.arguments) }

  /// Fingerprints of the files read so far, by path as typed.
  static var inputs: [String: String] { state.withLock(\.inputs) }

  /// Fingerprints of the outputs written so far, by option.
  static var outputs: [String: String] { state.withLock(\.outputs) }

  /// Goes on as if these arguments had been typed.
  static func begin(_ arguments: [String]) { state.withLock { $0 = State(arguments: arguments) } }

  /// Remembers an input; returns what was known of it before.
  static func note(input path: String, _ fingerprint: String) -> String? {
    state.withLock { $0.inputs.updateValue(fingerprint, forKey: path) }
  }

  static func note(outputs: [String: String]) {
    state.withLock { $0.outputs.merge(outputs) { $1 } }
  }
}
