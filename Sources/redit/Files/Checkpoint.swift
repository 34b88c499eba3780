import Platform
import Training

/// The runs of a `train` command that is not finished, beside its output.
///
/// The first line is a fingerprint of the rest: what is not exactly as it was written is refused.
struct Checkpoint: Sendable {
  /// `runs.csv` has `runs.csv.checkpoint`.
  let path: String
  /// What makes a command the same: its arguments but for those without influence on the rows.
  let arguments: [String]
  /// Fingerprints of the files that the command has read.
  let inputs: [String: String]
  /// Number of runs, and of parameters of each.
  let size: [Int]

  private struct Content: Codable {
    var version: String
    /// Of the elementary functions, on which last digits depend; none in those of older versions.
    var arithmetic: String?
    var arguments: [String]
    var inputs: [String: String]
    var size: [Int]
    var states: [RunState]
  }

  private static let signature = "redit checkpoint "

  /// The path beside an output.
  static func path(beside output: String) -> String { output + ".checkpoint" }

  /// Refuses to begin anew where runs wait to go on, or where something else has the name.
  static func checkAbsence(beside output: String, force: Bool) throws {
    let path = path(beside: output)
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError("--out: \(path), where runs are kept while they last, is not a file")
    }
    if force { return }
    let isOwn = (try? InputFile.bytes(path))?.starts(with: Data(signature.utf8)) ?? false
    throw FileError(
      isOwn
        ? "--out: \(path) holds unfinished runs (--resume goes on with them, --force begins anew)"
        : "--out: \(path), where runs are kept while they last, exists (--force overwrites it)")
  }

  /// The runs as they were left; nil where there is no file of that name.
  ///
  /// - Throws: `FileError` unless the file is whole, and of this command, these inputs and this arithmetic.
  func read() throws -> [RunState]? {
    var status = stat()
    if lstat(path, &status) != 0, errno == ENOENT { return nil }
    let data: Data
    do {
      data = try InputFile.bytes(path)
    } catch {
      throw FileError("--resume: cannot read \(path): \(error)")
    }
    let content = try content(data)
    guard content.version == Version.current else {
      throw FileError(
        "--resume: \(path) is of version \(content.version), this is \(Version.current)")
    }
    guard content.arithmetic == Arithmetic.fingerprint else {
      throw FileError(
        "--resume: \(path) is of arithmetic \(content.arithmetic ?? "unknown"), not "
          + "\(Arithmetic.fingerprint): another kind of processor or mathematical library")
    }
    guard content.arguments == arguments else {
      throw FileError(
        "--resume: \(path) is of another command: redit \(ShellCommand.text(content.arguments))")
    }
    let names = Set(inputs.keys).union(content.inputs.keys).sorted()
    if let changed = names.first(where: { inputs[$0] != content.inputs[$0] }) {
      throw FileError("--resume: \(changed) has changed since \(path) was written")
    }
    guard content.size == size, content.states.count == size[0] else {
      throw FileError("--resume: \(path) has runs or parameters of other numbers")
    }
    return content.states
  }

  private func content(_ data: Data) throws -> Content {
    let foreign = FileError("--resume: \(path) is not a checkpoint of redit")
    let signature = Data(Self.signature.utf8)
    guard data.starts(with: signature), let end = data.firstIndex(of: 0x0A) else { throw foreign }
    let body = Data(data[data.index(after: end)...])
    // Before the decoder: a file cut short or changed by hand is told from one of another kind.
    guard data[signature.count..<end] == Data(fingerprint(body).utf8) else {
      throw FileError("--resume: \(path) is damaged")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let content = try? decoder.decode(Content.self, from: body) else { throw foreign }
    return content
  }

  func write(_ states: [RunState]) throws {
    let content = Content(
      version: Version.current, arithmetic: Arithmetic.fingerprint, arguments: arguments,
      inputs: inputs, size: size, states: states)
    let body = try JSONText.data(content, .line)
    let file = try TemporaryFile(
      for: path, Data("\(Self.signature)\(fingerprint(body))\n".utf8) + body, option: "--out")
    do {
      try Interruption.exclusively {
        try file.checkTarget()
        try file.finish()
      }
    } catch {
      file.discard()
      throw error
    }
  }

  /// Removes the file; never a folder, whoever made it.
  func remove() { unlink(path) }
}
