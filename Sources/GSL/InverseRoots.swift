internal import CGSL

/// Writes scale / sqrt(q) of `count` vectors of numbers, to two units in the last place of that root, for
///
///     q = constant + x (linear + x square),
///
/// products and sums fused; and 0 where q is not positive.
///
/// Several times faster than ``takeSquareRoots(_:count:)`` and a division, for which processors have one unit.
///
/// - Parameters:
///   - values: where the roots are written.
///   - constants: with `linear` and `squares` such that q is 0 or less, or within 1e-200...1e200.
public func takeInverseRoots(
  _ values: UnsafeMutablePointer<SIMD8<Double>>, count: Int, scale: Double, at x: Double,
  constants: UnsafePointer<SIMD8<Double>>, linear: UnsafePointer<SIMD8<Double>>,
  squares: UnsafePointer<SIMD8<Double>>
) {
  let (scale, x) = (SIMD8(repeating: scale), SIMD8(repeating: x))
  for i in 0..<count {
    let q = constants[i].addingProduct(x, linear[i].addingProduct(x, squares[i]))
    values[i] = redit_inverse_root8(q, scale).replacing(with: 0, where: q .<= 0)
  }
}
