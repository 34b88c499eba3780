// Public, so that other modules take it into their loops: called, it costs exact laws a sixth more.
public import CGSL

/// The exponentials of eight numbers, to one unit in the last place.
///
/// Four times as fast as the C library's function, and the same bits on every processor. From -746 on it is
/// 0, from 710 on infinite.
@inlinable @inline(__always)
public func exponentials(_ values: SIMD8<Double>) -> SIMD8<Double> { redit_exponential8(values) }

/// Replaces `count` numbers by their exponentials: of each the bits that it has in any lane of a vector.
public func takeExponentials(_ values: UnsafeMutablePointer<Double>, count: Int) {
  for first in stride(from: 0, to: count, by: 8) {
    let length = min(8, count - first)
    var eight = SIMD8<Double>.zero
    for i in 0..<length { eight[i] = values[first + i] }
    eight = redit_exponential8(eight)
    for i in 0..<length { values[first + i] = eight[i] }
  }
}
