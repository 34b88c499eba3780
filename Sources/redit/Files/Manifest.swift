import Platform

/// The sidecar of an output: what it was made from, to repeat it byte for byte, and to know it as
/// the tool's own.
struct Manifest: Codable {
  /// Always `redit`.
  var tool = "redit"
  /// Version of the tool.
  var version = Version.current
  /// Of the elementary functions, on which last digits depend; none in older records.
  var arithmetic: String? = Arithmetic.fingerprint
  /// The command as it was typed.
  var command = ShellCommand.text(["redit"] + CurrentRun.arguments)
  /// Its arguments less those that say where the output goes, defaults that depend on that included.
  var arguments: [String]
  /// Seed of all random streams; none where nothing is random.
  var seed: UInt64?
  /// Random generator.
  var generator: String?
  /// Of a sweep, every option that matters, defaults included.
  var options: SweepRecord?
  /// Name of the file that it stands beside.
  var file = ""
  /// The option that named the file.
  var option = ""
  /// Fingerprints of the files read, by path.
  var inputs: [String: String] = [:]
  /// What was read of a log.
  var logs: [String: LogRecord]?
  /// Fingerprints of the files that the run has written, by name.
  var outputs: [String: String] = [:]

  /// Of the run of `arguments`, less its files.
  init(
    arguments: [String], seed: UInt64? = nil, generator: String? = nil,
    options: SweepRecord? = nil
  ) {
    self.arguments = arguments
    self.seed = seed
    self.generator = generator
    self.options = options
  }

  /// `out/sweep.csv` has `out/sweep.csv.meta.json`.
  static func path(beside output: String) -> String { output + ".meta.json" }

  /// - Throws: `FileError` when it is none.
  static func read(_ path: String) throws -> Manifest {
    let data: Data
    do {
      data = try InputFile.bytes(path)
    } catch {
      throw FileError("cannot read \(path): \(error)")
    }
    if let fault = JSONSyntax.fault(in: data) {
      throw FileError("\(path) is not a .meta.json of redit: not valid JSON: \(fault)")
    }
    guard let meta = try? JSONDecoder().decode(Manifest.self, from: data), meta.tool == "redit",
      !meta.file.isEmpty, !meta.file.contains("/"), meta.outputs[meta.file] != nil
    else { throw FileError("\(path) is not the .meta.json of an output of redit") }
    return meta
  }

  /// Whether a file is there, and is what the command at work would write.
  ///
  /// - Parameter arguments: of the command, less its files; its inputs have been read.
  static func isCurrent(_ output: String, arguments: [String]) -> Bool {
    guard let meta = try? read(path(beside: output)), let data = try? InputFile.bytes(output) else {
      return false
    }
    return meta.file == OutputTarget.name(of: output) && meta.version == Version.current
      && meta.arithmetic == Arithmetic.fingerprint && meta.arguments == arguments
      && meta.inputs == CurrentRun.inputs && meta.outputs[meta.file] == fingerprint(data)
  }

  /// The subcommand that wrote the file.
  var subcommand: String { arguments.first ?? "" }

  func encoded() throws -> Data { Data(try JSONText.text(self).utf8) }
}
