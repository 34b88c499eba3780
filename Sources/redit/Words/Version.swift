import GSL
import Platform

/// The version of the tool, as outputs and checkpoints name it.
enum Version {
  static let current = "0.2.0"

  /// The version on the first line, then what numbers may depend on besides, less what takes a moment.
  static var text: String {
    [
      "redit \(current)",
      "commit     \(Build.commit ?? "not told (make tells it)")",
      "GSL        \(LibraryVersion.text)",
      "processor  \(Build.architecture), code for \(Build.processor ?? "any of its kind")",
    ].joined(separator: "\n")
  }

  /// What `redit --version` says.
  static var fullText: String { "\(text)\narithmetic \(Arithmetic.fingerprint)" }
}
