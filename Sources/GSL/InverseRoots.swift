internal import CGSL

/// Replaces `count` vectors of numbers x by scale / sqrt(x), to two units in the last place, and numbers
/// that are not positive by 0.
///
/// Several times faster than ``takeSquareRoots(_:count:)`` and a division, for which processors have one unit.
///
/// - Parameter values: 0 or less, or within 1e-200...1e200.
public func takeInverseRoots(
  _ values: UnsafeMutablePointer<SIMD8<Double>>, count: Int, scale: Double
) {
  let scale = SIMD8(repeating: scale)
  for i in 0..<count {
    let x = values[i]
    values[i] = redit_inverse_root8(x, scale).replacing(with: 0, where: x .<= 0)
  }
}
