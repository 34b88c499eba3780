// Public, so that other modules take it into their loops.
public import CGSL

/// The square roots of eight numbers, correctly rounded.
///
/// The plain `squareRoot()` of a SIMD vector often goes element by element; this does not.
@inlinable @inline(__always)
public func squareRoots(_ values: SIMD8<Double>) -> SIMD8<Double> { redit_square_root8(values) }

/// Replaces `count` vectors of nonnegative numbers by their square roots, correctly rounded.
public func takeSquareRoots(_ values: UnsafeMutablePointer<SIMD8<Double>>, count: Int) {
  for i in 0..<count { values[i] = squareRoots(values[i]) }
}
