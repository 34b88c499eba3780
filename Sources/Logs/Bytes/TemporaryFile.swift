#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Files without a name, for what is too long for a pipe's buffer.
enum TemporaryFile {
  /// A descriptor at the beginning of a new file with this text.
  static func open(containing text: String) throws(LogError) -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var path = Array("\(folder)/redit-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw LogError(file: folder, reason: "no temporary file: \(String(cString: strerror(errno)))")
    }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else {
        close(descriptor)
        throw LogError(file: folder, reason: "a temporary file cannot be written")
      }
      bytes = bytes.dropFirst(written)
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  /// The first 4 KB of a file.
  static func text(_ descriptor: Int32) -> String {
    lseek(descriptor, 0, SEEK_SET)
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
