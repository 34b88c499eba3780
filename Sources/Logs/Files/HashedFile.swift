import Platform

/// A file that was read, and what was in it.
public struct HashedFile: Hashable, Sendable {
  /// As it was given, or found in the folder that was.
  public let path: String
  /// Of its bytes, packed as they are.
  public let hash: ContentHash

  init(path: String, hash: ContentHash) {
    self.path = path
    self.hash = hash
  }

  /// Reads a file to its end.
  ///
  /// - Throws: ``LogError`` where it cannot be read.
  init(reading path: String) throws(LogError) {
    let descriptor = LogFile.descriptor(path)
    defer { if descriptor >= 0 { close(descriptor) } }
    var hash = ContentHash()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = descriptor < 0 ? -1 : read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0, descriptor >= 0, errno == EINTR { continue }
      guard count > 0 else { throw LogError(file: path, reason: String(cString: strerror(errno))) }
      buffer.withUnsafeBytes { hash.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    self.init(path: path, hash: hash)
  }
}
