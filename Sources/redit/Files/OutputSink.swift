import Platform

/// Bytes on their way into an open file, with their fingerprint: what has been written is not kept.
struct OutputSink {
  private let file: Int32
  /// What an error says before its reason.
  private let failure: String
  /// What is yet to be written, with room for a row beyond.
  var text = ByteText(isHashed: true, capacity: Self.size + 4096)

  /// So many bytes are written together: less than the nearest caches hold.
  private static let size = 1 << 16

  init(_ file: Int32, failure: String) {
    self.file = file
    self.failure = failure
  }

  /// Of all that has come.
  var fingerprint: String { text.fingerprint! }

  /// Writes what has come together, if it is much; to be called now and then.
  mutating func passOn() throws {
    if text.count >= Self.size { try flush() }
  }

  /// Writes what is left.
  mutating func flush() throws {
    let reason = text.withBytes { Descriptor.write($0, to: file) }
    if let reason { throw FileError("\(failure): \(reason)") }
    text.removeAll()
  }
}
