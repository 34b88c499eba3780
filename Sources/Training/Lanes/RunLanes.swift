/// Eight numbers that go side by side through one computation, such as one of each of eight runs.
typealias RunLanes = SIMD8<Double>

extension RunLanes {
  /// These numbers, and in the lanes where the mask is set the others: no lane is branched on.
  @inline(__always)
  func or(_ other: RunLanes, where mask: SIMDMask<SIMD8<Int64>>) -> RunLanes {
    or(other, whereBits: unsafeBitCast(mask, to: SIMD8<Int64>.self))
  }

  /// The same by a mask of which each lane has all bits or none.
  @inline(__always)
  func or(_ other: RunLanes, whereBits bits: SIMD8<Int64>) -> RunLanes {
    let own = unsafeBitCast(self, to: SIMD8<Int64>.self)
    let others = unsafeBitCast(other, to: SIMD8<Int64>.self)
    return unsafeBitCast((own & ~bits) | (others & bits), to: RunLanes.self)
  }

  /// All bits of a lane, that is -1, where the sign is set: below 0, or -0, or such a NaN.
  ///
  /// The comparisons of Swift make masks of floating-point vectors lane by lane; shifts do not.
  @inline(__always)
  var signs: SIMD8<Int64> { unsafeBitCast(self, to: SIMD8<Int64>.self) &>> 63 }

  /// All bits of a lane where these finite numbers are below the others.
  @inline(__always)
  func isBelow(_ others: RunLanes) -> SIMD8<Int64> {
    // A difference of numbers that are unlike is never rounded to 0, and adding 0 makes 0 of -0.
    ((self - others) + 0).signs
  }

  /// All bits of a lane but where it is 0 or -0.
  @inline(__always)
  var nonzeros: SIMD8<Int64> {
    (unsafeBitCast(self, to: SIMD8<Int64>.self) &<< 1).nonzeros
  }
}

extension SIMD8<Int64> {
  /// All bits of a lane but where it is 0.
  @inline(__always)
  var nonzeros: SIMD8<Int64> { (self | (0 &- self)) &>> 63 }

  /// All bits of a lane where it is the number; neither is negative.
  @inline(__always)
  func equals(_ number: SIMD8<Int64>) -> SIMD8<Int64> { ((self ^ number) &- 1) &>> 63 }

  /// Whether a bit is set in some lane.
  @inline(__always)
  var isAnywhere: Bool {
    let four = lowHalf | highHalf
    let two = four.lowHalf | four.highHalf
    return two.x | two.y != 0
  }
}

extension SIMDMask where Storage == SIMD8<Int64> {
  /// Whether it is set in some lane.
  @inline(__always)
  var isAnywhere: Bool { unsafeBitCast(self, to: SIMD8<Int64>.self).isAnywhere }
}
