/// A file for another program, without a name: it goes with the last who has it open, however that
/// one ends.
public final class NamelessFile {
  /// Open for reading and writing; not handed to programs that are started, unless as a standard
  /// stream.
  public let descriptor: Int32

  /// The folder of such files, `TMPDIR` or the system's.
  public static var folder: String {
    getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
  }

  /// Holds `text`, to be read from its beginning.
  ///
  /// - Throws: why there can be no such file in ``folder``.
  public init(_ text: String = "") throws(SystemError) {
    var path = Array("\(Self.folder)/redit-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw SystemError() }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw SystemError() }
      bytes = bytes.dropFirst(written)
    }
    lseek(descriptor, 0, SEEK_SET)
  }

  /// The first 4 KB, as text.
  public var beginning: String {
    lseek(descriptor, 0, SEEK_SET)
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  deinit { close(descriptor) }
}
