import Platform

/// Files that a run reads. Each is remembered with the fingerprint of what was read, so that the
/// sidecar of an output tells what it was made from and not what the file has become since.
enum InputFile {
  /// The content of a file, or of a pipe to its end.
  ///
  /// - Throws: `FileError` that names the option, when it cannot be read, is not what this run has
  ///   read before, or is what the run is to overwrite.
  static func read(_ path: String, option: String) throws -> Data {
    try refuseOutput(path)
    let data: Data
    do {
      data = try bytes(path)
    } catch {
      throw FileError("\(option): cannot read \(path): \(error)")
    }
    let found = fingerprint(data)
    if let known = CurrentRun.note(input: path, found), known != found {
      throw FileError("\(option): \(path) was changed while it was used")
    }
    return data
  }

  /// Refuses to read, whatever the force, what this run is to overwrite: before the work that would end so.
  static func refuseOutput(_ path: String) throws {
    guard let identity = (try? OutputTarget(path, option: ""))?.identity,
      let option = CurrentRun.writer(of: identity)
    else { return }
    throw FileError("\(option): this run reads \(path), and does not overwrite it (another name)")
  }

  /// Says on standard error which inputs are no longer what this run has read.
  static func warnOfChanges() {
    for (path, known) in CurrentRun.inputs.sorted(by: { $0.key < $1.key }) where isRegular(path) {
      guard let data = try? bytes(path), fingerprint(data) == known else {
        StandardError.write("redit: \(path) has changed since it was read; results are of before\n")
        continue
      }
    }
  }

  /// What a file begins with, as many bytes as there are up to so many.
  static func start(_ path: String, _ count: Int) throws(SystemError) -> Data {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { throw SystemError() }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: count)
    let found = Platform.read(file, &buffer, count)
    if found < 0 { throw SystemError() }
    return Data(buffer.prefix(found))
  }

  /// The content of a file, without a note of it.
  static func bytes(_ path: String) throws(SystemError) -> Data {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { throw SystemError() }
    defer { close(file) }
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Platform.read(file, &buffer, buffer.count)
      if count == 0 { return data }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw SystemError() }
      data.append(contentsOf: buffer.prefix(count))
    }
  }

  /// A second look at a pipe would wait, or find it empty.
  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
