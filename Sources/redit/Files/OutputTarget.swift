import Platform

/// Where an output goes, links followed.
enum OutputTarget: Equatable {
  /// An open file of this process: `-`, `/dev/stdout`, `/dev/fd/3`.
  case descriptor(Int32)
  /// A device or a FIFO: written to, never replaced.
  case stream(String)
  /// A regular file, or one yet to be made: replaced as a whole, under the name a link leads to.
  case file(String)

  /// - Throws: `UsageError` for an empty path, `FileError` for what could not be written later on.
  init(_ path: String, option: String) throws {
    if path.isEmpty { throw UsageError("\(option): an empty path (- is standard output)") }
    if let number = Self.openFile(path) {
      self = .descriptor(number)
      return
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else {
        throw FileError("\(option): cannot write \(path): \(SystemError())")
      }
      self = .file(try Self.missing(path, option: option))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw FileError("\(option): \(path) is a folder")
    case S_IFSOCK: throw FileError("\(option): \(path) is a socket")
    case S_IFREG: self = .file(try Self.existing(path, option: option))
    default:
      guard access(path, W_OK) == 0 else {
        throw FileError("\(option): cannot write \(path): \(SystemError())")
      }
      self = .stream(path)
    }
  }

  private static func openFile(_ path: String) -> Int32? {
    switch path {
    case "-", "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default: break
    }
    for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
      if let number = Int32(path.dropFirst(folder.count)), fcntl(number, F_GETFD) != -1 {
        return number
      }
    }
    return nil
  }

  private static func existing(_ path: String, option: String) throws -> String {
    guard let resolved = realpath(path, nil) else {
      throw FileError("\(option): cannot write \(path): \(SystemError())")
    }
    defer { free(resolved) }
    let name = String(cString: resolved)
    try checkFolder(of: name, path, option)
    return name
  }

  /// The name that a file will get; a link to nothing leads to it.
  private static func missing(_ path: String, option: String) throws -> String {
    var name = path
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    // stat has refused links in a circle before.
    for _ in 0..<64 {
      let count = readlink(name, &buffer, Int(PATH_MAX))
      if count < 0 { break }
      let next = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      name = next.hasPrefix("/") ? next : folder(of: name) + "/" + next
    }
    // Such a name is that of a folder, and there is none.
    if name.hasSuffix("/") { throw FileError("\(option): no folder \(path)") }
    try checkFolder(of: name, path, option)
    return name
  }

  private static func checkFolder(of name: String, _ path: String, _ option: String) throws {
    let folder = Self.folder(of: name)
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      let hint =
        path.hasPrefix("~") ? " (a shell replaces ~ at the start of a word: \(option) \(path))" : ""
      throw FileError("\(option): no folder \(folder) to write \(path) to\(hint)")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw FileError("\(option): folder \(folder) is not writable")
    }
  }

  /// `a/b` of `a/b/c`, `.` of `c`, `/` of `/c`.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// `c` of `a/b/c`.
  static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// A file whose name means the same wherever it is said; nil for what is no file.
  var identity: String? {
    guard case .file(let path) = self, let folder = realpath(Self.folder(of: path), nil) else {
      return nil
    }
    defer { free(folder) }
    return String(cString: folder) + "/" + Self.name(of: path)
  }

  /// Writes to what is no regular file; the fingerprint of what was written.
  func write(_ content: OutputContent, path: String, option: String) throws -> String {
    let failure = "\(option): cannot write \(path)"
    switch self {
    case .file: preconditionFailure("a file is replaced, not written to")
    case .descriptor(STDOUT_FILENO):
      return try content.write(to: STDOUT_FILENO, failure: StandardOutput.failure)
    case .descriptor(let number): return try content.write(to: number, failure: failure)
    case .stream(let name):
      // A terminal is not to become the one that controls this process.
      let file = open(name, O_WRONLY | O_CLOEXEC | O_NOCTTY)
      guard file >= 0 else { throw FileError("\(failure): \(SystemError())") }
      let written = Result { try content.write(to: file, failure: failure) }
      guard close(file) == 0 else {
        _ = try written.get()
        throw FileError("\(failure): \(SystemError())")
      }
      return try written.get()
    }
  }
}
