internal import CGSL

/// Replaces `count` vectors of numbers by their exponentials, to one unit in the last place.
///
/// In vectors four times as fast as the C library's function, and the same bits on every processor. From
/// -746 on it is 0, from 710 on infinite.
public func takeExponentials(_ values: UnsafeMutablePointer<SIMD8<Double>>, count: Int) {
  for i in 0..<count { values[i] = redit_exponential8(values[i]) }
}

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
