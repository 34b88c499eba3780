import Logs
import Platform

/// Bytes on their way into an open file, with their fingerprint: what has been written is not kept.
struct OutputSink {
  private let file: Int32
  /// What an error says before its reason.
  private let failure: String
  private var hash = ContentHash()
  /// What is yet to be written.
  var text = ByteText()

  /// So many bytes are written together.
  private static let size = 1 << 18

  init(_ file: Int32, failure: String) {
    self.file = file
    self.failure = failure
  }

  /// Of all that was written.
  var fingerprint: String { hash.text }

  /// Writes what has come together, if it is much; to be called now and then.
  mutating func passOn() throws {
    if text.bytes.count >= Self.size { try flush() }
  }

  /// Writes what is left.
  mutating func flush() throws {
    try text.bytes.withUnsafeBytes { try write($0) }
    text.removeAll()
  }

  /// Writes bytes as they are.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    hash.add(bytes)
    if let reason = Descriptor.write(bytes, to: file) { throw FileError("\(failure): \(reason)") }
  }
}
