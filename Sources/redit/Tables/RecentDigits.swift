/// The digits of the number that each of some columns had last: what does not depend on the setting stands in one row after
/// another, and is copied faster than found.
struct RecentDigits {
  private var bits: [UInt64]
  private var lengths: [Int]
  private var digits: [UInt8]

  /// The longest description of a number has 24.
  private static let room = 32

  init(columns: Int) {
    // No number: what has none is not written.
    bits = Array(repeating: Double.nan.bitPattern, count: columns)
    lengths = Array(repeating: 0, count: columns)
    digits = Array(repeating: 0, count: Self.room * columns)
  }

  /// Appends a number as `Double.write(to:)` does.
  mutating func append(_ value: Double, column: Int, to text: inout ByteText) {
    let start = column * Self.room
    guard value.bitPattern != bits[column] else {
      let range = start..<start + lengths[column]
      return digits.withUnsafeMutableBufferPointer {
        text.append(UnsafeBufferPointer(rebasing: $0[range]))
      }
    }
    let place = text.count
    value.write(to: &text)
    let length = text.count - place
    digits.withUnsafeMutableBytes { text.copy(from: place, to: $0.baseAddress! + start) }
    (bits[column], lengths[column]) = (value.bitPattern, length)
  }
}
