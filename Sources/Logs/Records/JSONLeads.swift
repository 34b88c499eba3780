import Platform

/// What stands before each value of an object, from the end of the value before: a program writes
/// the same comma, blanks, key and colon in every record, so comparing them is all that it takes to
/// read them.
final class JSONLeads {
  /// The longest that is kept.
  private static let limit = 64

  /// One lead: its first 16 bytes as words, masked to as many as there are.
  private struct Lead {
    var count = 0
    var first: UInt64 = 0
    var firstMask: UInt64 = 0
    var second: UInt64 = 0
    var secondMask: UInt64 = 0
  }

  private let leads: UnsafeMutablePointer<Lead>
  private let texts: UnsafeMutablePointer<UInt8>
  private let count: Int

  /// - Parameter count: values of an object.
  init(count: Int) {
    self.count = count
    leads = .allocate(capacity: count + 1)
    leads.initialize(repeating: Lead(), count: count + 1)
    texts = .allocate(capacity: (count + 1) * Self.limit)
    texts.initialize(repeating: 0, count: (count + 1) * Self.limit)
  }

  deinit {
    leads.deallocate()
    texts.deallocate()
  }

  @inline(__always)
  private static func word(_ start: UnsafePointer<UInt8>, _ offset: Int) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawPointer(start).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Keeps what stands before a value.
  func learn(_ index: Int, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    let size = end - start
    // A zero ends what is there: a lead without one is never found across that end.
    guard index < count, size > 0, size <= Self.limit, memchr(start, 0, size) == nil else { return }
    func mask(_ bytes: Int) -> UInt64 {
      bytes == 0 ? 0 : UInt64.max >> UInt64(64 - 8 * bytes)
    }
    let (low, high) = (mask(min(size, 8)), mask(min(max(size - 8, 0), 8)))
    leads[index] = Lead(
      count: size, first: Self.word(start, 0) & low, firstMask: low,
      second: Self.word(start, 8) & high, secondMask: high)
    (texts + index * Self.limit).update(from: start, count: size)
  }

  /// Steps over what stands before a value, if it is what stood there before; else stays.
  @inline(__always)
  func skip(_ index: Int, _ cursor: inout JSONCursor) -> Bool {
    let lead = leads + index
    let p = cursor.p
    guard lead.pointee.count > 0,
      (Self.word(p, 0) ^ lead.pointee.first) & lead.pointee.firstMask == 0,
      (Self.word(p, 8) ^ lead.pointee.second) & lead.pointee.secondMask == 0
    else { return false }
    if lead.pointee.count > 16 {
      guard lead.pointee.count <= cursor.end - p,
        memcmp(p + 16, texts + index * Self.limit + 16, lead.pointee.count &- 16) == 0
      else { return false }
    }
    cursor.p = p + lead.pointee.count
    return true
  }
}
