internal import CGSL

/// Replaces `count` vectors of nonnegative numbers by their square roots, correctly rounded.
///
/// The plain `squareRoot()` of a SIMD vector goes element by element; this does not.
public func takeSquareRoots(_ values: UnsafeMutablePointer<SIMD8<Double>>, count: Int) {
  for i in 0..<count { values[i] = redit_square_root8(values[i]) }
}
