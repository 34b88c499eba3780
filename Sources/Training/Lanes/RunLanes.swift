/// Eight numbers that go side by side through one computation, such as one of each of eight runs.
typealias RunLanes = SIMD8<Double>

extension RunLanes {
  /// These numbers, and in the lanes where the mask is set the others: no lane is branched on.
  @inline(__always)
  func or(_ other: RunLanes, where mask: SIMDMask<SIMD8<Int64>>) -> RunLanes {
    let bits = unsafeBitCast(mask, to: SIMD8<UInt64>.self)
    let own = unsafeBitCast(self, to: SIMD8<UInt64>.self)
    let others = unsafeBitCast(other, to: SIMD8<UInt64>.self)
    return unsafeBitCast((own & ~bits) | (others & bits), to: RunLanes.self)
  }
}

extension SIMDMask where Storage == SIMD8<Int64> {
  /// Whether it is set in some lane.
  @inline(__always)
  var isAnywhere: Bool {
    let bits = unsafeBitCast(self, to: SIMD8<UInt64>.self)
    let four = bits.lowHalf | bits.highHalf
    let two = four.lowHalf | four.highHalf
    return two.x | two.y != 0
  }
}
