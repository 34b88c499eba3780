/// The part of a command line that decides what is written, byte for byte.
enum RepeatableArguments {
  /// Options with a value that say where results go, how fast they come, or where a run pauses.
  private static let options = [
    "--out", "--plot", "--page", "--threads", "--until", "--checkpoint-every", "--shard",
    "--shards", "--parts",
  ]
  private static let flags: Set = ["--force", "--resume", "--terminal", "--wide", "--watch"]

  /// - Parameter format: added as `--format` where it was not typed but came from a file's ending.
  static func of(_ arguments: [String], format: String? = nil) -> [String] {
    var kept: [String] = []
    var skipsValue = false
    for argument in arguments {
      if skipsValue {
        skipsValue = false
      } else if options.contains(argument) {
        skipsValue = true
      } else if !flags.contains(argument) {
        let isOutput = options.contains { argument.hasPrefix($0 + "=") }
        if !isOutput { kept.append(argument) }
      }
    }
    let isTyped = kept.contains { $0 == "--format" || $0.hasPrefix("--format=") }
    return kept + (isTyped ? [] : format.map { ["--format", $0] } ?? [])
  }
}
