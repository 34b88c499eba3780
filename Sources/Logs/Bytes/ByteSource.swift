import Platform

/// Bytes that are read once, from the front, through a buffer that grows to the longest record.
///
/// The byte at `limit` is 0, so that scanners need not ask for the end at every byte of a number,
/// and 16 bytes from there may be read, so that words may be loaded.
final class ByteSource {
  /// The largest record, 1 GB.
  static let recordLimit = 1 << 30
  /// Bytes behind `limit` that may be read.
  private static let padding = 16

  /// The first byte that is not consumed.
  private(set) var start: UnsafePointer<UInt8>
  /// Behind the last byte that is there.
  private(set) var limit: UnsafePointer<UInt8>
  /// Whether nothing follows `limit`.
  private(set) var isAtEnd = false
  /// Lines consumed, kept by whoever consumes them.
  var line = 0
  let name: String
  /// Whether more may come behind the end: a last line without its end is then no line.
  var isGrowing = false
  /// Of all bytes read; nil where nobody asks for it.
  var hash: ContentHash?

  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private let chunk: Int
  private let descriptor: Int32
  /// Told from the file, for compressed ones too; nil where the source cannot tell.
  private let position: Int32?
  private var child: ChildProcess?

  /// - Parameters:
  ///   - descriptor: what is read; closed at the end.
  ///   - position: the descriptor whose offset tells how far the file is read; closed at the end
  ///     if it is another.
  ///   - chunk: bytes asked for at a time.
  init(
    name: String, descriptor: Int32, position: Int32? = nil, child: ChildProcess? = nil,
    chunk: Int = 1 << 20
  ) {
    self.name = name
    self.descriptor = descriptor
    self.position = position
    self.child = child
    self.chunk = chunk
    capacity = chunk
    buffer = .allocate(capacity: capacity + Self.padding)
    buffer.initialize(repeating: 0, count: capacity + Self.padding)
    start = UnsafePointer(buffer)
    limit = start
  }

  deinit {
    child?.stop()
    if descriptor > 2 { close(descriptor) }
    if let position, position != descriptor, position > 2 { close(position) }
    buffer.deallocate()
  }

  /// Bytes of the file read so far; 0 where the source cannot tell.
  var bytesRead: Int { position.map { max(0, Int(lseek($0, 0, SEEK_CUR))) } ?? 0 }

  /// Bytes that are there.
  var count: Int { limit - start }

  /// Consumes everything before `end`.
  func consume(to end: UnsafePointer<UInt8>) { start = end }

  /// Reads `wish` bytes more, or as many as there are; false where there are none. Pointers into
  /// the buffer move.
  ///
  /// - Throws: ``LogError`` where reading fails, the record is too long, or the program that
  ///   unpacks fails.
  func fill(_ wish: Int = 1) throws(LogError) -> Bool {
    var added = 0
    while added < wish, !isAtEnd {
      try makeRoom()
      let used = limit - UnsafePointer(buffer)
      let result = read(descriptor, buffer + used, min(chunk, capacity - used))
      if result < 0 {
        if errno == EINTR { continue }
        throw LogError(file: name, reason: String(cString: strerror(errno)))
      }
      if result == 0 { try end() }
      hash?.add(UnsafeRawBufferPointer(start: buffer + used, count: result))
      added += result
      limit += result
      buffer[used + result] = 0
    }
    return added > 0
  }

  /// Reads what is left, for its hash.
  func drain() throws(LogError) {
    repeat { consume(to: limit) } while try fill()
  }

  private func end() throws(LogError) {
    isAtEnd = true
    guard let child else { return }
    self.child = nil
    if let complaint = child.finish() { throw LogError(file: name, reason: complaint) }
  }

  private func makeRoom() throws(LogError) {
    let held = count
    guard held < ByteSource.recordLimit else {
      throw LogError(file: name, line: line + 1, reason: "a record is longer than 1 GB")
    }
    guard UnsafePointer(buffer) + capacity == limit else { return }
    if held > capacity / 2 {
      let size = 2 * capacity + Self.padding
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
      larger.initialize(repeating: 0, count: size)
      memcpy(larger, start, held)
      buffer.deallocate()
      buffer = larger
      capacity *= 2
    } else {
      memmove(buffer, start, held)
    }
    start = UnsafePointer(buffer)
    limit = start + held
    buffer[held] = 0
  }
}
