// Public, so that other modules take it into their loops: what one hands to the next then stays in registers.
public import CGSL

/// Samples of a few numbers side by side, one in each of sixteen lanes: bit for bit what each alone comes to.
public enum SampleLanes {
  /// Writes numbers less their mean, taken from the least of them, so that equal ones have exactly 0.
  ///
  /// - Parameters:
  ///   - deviations: as many vectors as numbers, all overwritten.
  ///   - values: finite numbers.
  ///   - count: how many there are, at least 1.
  /// - Returns: the sums of the squared deviations; nil where the greatest number of some lane less its least is
  ///   above 0 and not within 2^-490...2^490, so that squares could overflow or underflow, or where some number
  ///   is not finite.
  @inlinable @inline(__always)
  public static func centre(
    _ deviations: UnsafeMutablePointer<SIMD16<Double>>, values: UnsafePointer<SIMD16<Double>>,
    count: Int
  ) -> SIMD16<Double>? {
    var squares = SIMD16<Double>.zero
    let isOnScale = withUnsafeMutableBytes(of: &squares) {
      redit_centre16(
        UnsafeRawPointer(values).assumingMemoryBound(to: Double.self), Int64(count),
        UnsafeMutableRawPointer(deviations).assumingMemoryBound(to: Double.self),
        $0.assumingMemoryBound(to: Double.self).baseAddress)
    }
    return isOnScale != 0 ? squares : nil
  }

  /// Replaces numbers by a factor times their quotients by one divisor in each lane, each rounded as a division
  /// rounds it, and several times as fast.
  ///
  /// - Parameters:
  ///   - values: 0, or within 2^-600...2^490.
  ///   - count: how many there are.
  ///   - divisors: within 2^-500...2^491; quotients within 2^-1000...2^1000.
  ///   - factor: any number.
  @inlinable @inline(__always)
  public static func divide(
    _ values: UnsafeMutablePointer<SIMD16<Double>>, count: Int, by divisors: SIMD16<Double>,
    times factor: Double
  ) {
    withUnsafeBytes(of: divisors) {
      redit_divide16(
        UnsafeMutableRawPointer(values).assumingMemoryBound(to: Double.self), Int64(count),
        $0.assumingMemoryBound(to: Double.self).baseAddress, factor)
    }
  }
}
