import GSL

/// Numbers that go side by side through one computation, one of each of as many runs.
///
/// Sixteen, two to four vectors of a processor: what a step does is one long chain, in which each result waits
/// for the one before, and the parts fill each other's waiting.
///
/// `x = x + y` everywhere: `+=` of such vectors is a function that the compiler calls and does not take in.
typealias RunLanes = SIMD16<Double>

extension RunLanes {
  /// These numbers, and in the lanes where the mask is set the others: no lane is branched on.
  @inline(__always)
  func or(_ other: RunLanes, where mask: LaneMask) -> RunLanes {
    RunLanes(bits: (bits & ~mask) | (other.bits & mask))
  }

  @inline(__always)
  init(bits: LaneMask) { self = unsafeBitCast(bits, to: RunLanes.self) }

  @inline(__always)
  var bits: LaneMask { unsafeBitCast(self, to: LaneMask.self) }

  /// Where the sign is set: below 0, or -0, or such a NaN.
  @inline(__always)
  var signs: LaneMask { bits.signs }

  /// Where these finite numbers are below the others.
  @inline(__always)
  func isBelow(_ others: RunLanes) -> LaneMask {
    // A difference of numbers that are unlike is never rounded to 0, and adding 0 makes 0 of -0.
    ((self - others) + 0).signs
  }

  /// Where the magnitude is below a positive number; not where it is NaN.
  @inline(__always)
  func isSmaller(than limit: Double) -> LaneMask {
    // Without their signs numbers are in the order of their bits, and NaN comes last.
    ((bits & .max) &- Int64(bitPattern: limit.bitPattern)).signs
  }

  /// Replaces these numbers, not below 0, by their square roots.
  @inline(__always)
  mutating func takeSquareRoot() {
    self = RunLanes(lowHalf: squareRoots(lowHalf), highHalf: squareRoots(highHalf))
  }

  /// But where it is 0 or -0.
  @inline(__always)
  var nonzeros: LaneMask { (0 &- (bits & .max)).signs }
}
