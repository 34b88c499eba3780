import Platform

/// Everything that one run is to write: refused before the work where it could not be written,
/// then written together or not at all.
///
/// Every command writes by it. A regular file is made under a temporary name and replaced as a whole; a link
/// is followed and stays; a device, a FIFO or standard output (`-`) is written to. Beside each file
/// goes its ``Manifest``.
struct OutputPlan {
  private struct Output {
    let option: String
    let path: String
    let target: OutputTarget
    /// Of a regular file only.
    var sidecar: OutputTarget?

    var sidecarPath: String { Manifest.path(beside: path) }
    var name: String { OutputTarget.name(of: path) }

    /// The regular files that it makes.
    var files: [String] {
      [target, sidecar].compactMap { if case .file(let path) = $0 { path } else { nil } }
    }
  }

  private let outputs: [Output]
  private let subcommand: String
  private let force: Bool

  /// - Parameters:
  ///   - requests: the options and their paths.
  ///   - force: replace also what is not an unchanged output of the same subcommand.
  /// - Throws: `UsageError` for an empty path and two outputs of one name; `FileError` for what
  ///   could not be written, and for what is not to be replaced.
  init(
    _ requests: [(option: String, path: String)], subcommand: String? = nil, force: Bool
  ) throws {
    outputs = try requests.map { option, path in
      let target = try OutputTarget(path, option: option)
      var output = Output(option: option, path: path, target: target)
      guard case .file = target else { return output }
      let sidecar = try OutputTarget(output.sidecarPath, option: option)
      guard case .file = sidecar else {
        throw FileError("\(option): \(output.sidecarPath) is not a file")
      }
      output.sidecar = sidecar
      return output
    }
    self.subcommand = subcommand ?? CurrentRun.arguments.first ?? ""
    self.force = force
    try refuseDoubles()
    for output in outputs {
      if let identity = output.target.identity {
        CurrentRun.note(planned: identity, option: output.option)
      }
    }
    // Another run may be giving names to its files.
    let locks = FolderLocks(of: outputs.flatMap { $0.files })
    defer { locks.release() }
    try checkOwnership()
  }

  /// Whether the option names a regular file, existing or to be made.
  func isFile(_ option: String) -> Bool {
    outputs.contains { $0.option == option && $0.sidecar != nil }
  }

  private func refuseDoubles() throws {
    var seen: [String: String] = [:]
    for output in outputs {
      if case .descriptor(let number) = output.target {
        try note("file \(number)", of: output, in: &seen)
      }
      for target in [output.target, output.sidecar].compactMap(\.self) {
        if let identity = target.identity { try note(identity, of: output, in: &seen) }
      }
    }
  }

  private func note(_ identity: String, of output: Output, in seen: inout [String: String]) throws {
    if let other = seen.updateValue(output.option, forKey: identity) {
      throw UsageError("\(other) and \(output.option): \(output.path) twice")
    }
  }

  private func checkOwnership() throws {
    if force { return }
    for output in outputs {
      guard case .file(let file) = output.target, case .file(let sidecar) = output.sidecar else {
        continue
      }
      let meta = try? Manifest.read(sidecar)
      let isOwn = meta?.file == output.name && meta?.subcommand == subcommand
      if access(sidecar, F_OK) == 0 && !isOwn {
        throw refusal(output, "\(output.sidecarPath) exists and is not of a 'redit \(subcommand)'")
      }
      guard access(file, F_OK) == 0 else { continue }
      let known = (try? InputFile.bytes(file)).map(fingerprint)
      guard isOwn, let known, known == meta?.outputs[output.name] else {
        throw refusal(
          output, "\(output.path) exists and is not an unchanged output of 'redit \(subcommand)'")
      }
      guard access(file, W_OK) == 0 else { throw refusal(output, "\(output.path) is read-only") }
    }
  }

  private func refusal(_ output: Output, _ reason: String) -> FileError {
    FileError("\(output.option): \(reason) (--force overwrites it)")
  }

  /// Writes every output and its sidecar.
  ///
  /// - Parameters:
  ///   - contents: by option, one for each request.
  ///   - record: of the run; files are added here.
  ///   - then: what belongs to the same moment.
  func write(_ contents: [String: Data], _ record: Manifest, then: () -> Void = {}) throws {
    try write(contents.mapValues(OutputContent.data), record, then: then)
  }

  /// The same of what is made while it is written.
  func write(
    _ contents: [String: OutputContent], _ record: Manifest, then: () -> Void = {}
  ) throws {
    precondition(Set(contents.keys) == Set(outputs.map(\.option)), "one content for each output")
    InputFile.warnOfChanges()
    var record = record
    record.inputs = CurrentRun.inputs
    if !CurrentRun.logs.isEmpty { record.logs = CurrentRun.logs }
    var fingerprints: [String: String] = [:]
    var made: [TemporaryFile] = []
    do {
      for output in outputs {
        guard case .file(let file) = output.target else { continue }
        let temporary = try TemporaryFile(
          for: file, contents[output.option]!, option: output.option)
        made.append(temporary)
        fingerprints[output.option] = temporary.fingerprint
        record.outputs[output.name] = temporary.fingerprint
      }
      // The sidecar first: should the process be killed between the two, the next run may write again.
      var ordered: [TemporaryFile] = []
      for (output, file) in zip(outputs.filter { $0.sidecar != nil }, made) {
        let beside = try sidecar(of: output, record)
        made.append(beside)
        ordered += [beside, file]
      }
      for output in outputs where output.sidecar == nil {
        fingerprints[output.option] = try output.target.write(
          contents[output.option]!, path: output.path, option: output.option)
      }
      // Last: what goes to a stream cannot be taken back, but a stream that fails leaves no file.
      try finish(ordered, then: then)
    } catch {
      made.forEach { $0.discard() }
      throw error
    }
    CurrentRun.note(outputs: fingerprints)
  }

  private func sidecar(of output: Output, _ record: Manifest) throws -> TemporaryFile {
    guard case .file(let sidecar) = output.sidecar else {
      preconditionFailure("a file has a sidecar")
    }
    var record = record
    record.file = output.name
    record.option = output.option
    return try TemporaryFile(for: sidecar, record.encoded(), option: output.option)
  }

  private func finish(_ files: [TemporaryFile], then: () -> Void) throws {
    try Interruption.exclusively {
      let locks = FolderLocks(of: files.map(\.target))
      defer { locks.release() }
      // Once more: somebody may have come in between.
      try checkOwnership()
      for file in files { try file.checkTarget() }
      for file in files { try file.finish() }
      then()
    }
  }
}
