/// A choice in each lane: all bits where it is made, none where it is not.
///
/// Made of the bits of numbers by shifts and subtractions: `<` of such vectors, which comes out as vectors in a small
/// program, goes lane by lane in this one.
typealias LaneMask = SIMD16<Int64>

extension LaneMask {
  /// Where these numbers are negative.
  @inline(__always)
  var signs: LaneMask { self &>> 63 }

  /// Whether a bit is set in some lane.
  @inline(__always)
  var isAnywhere: Bool {
    let eight = lowHalf | highHalf
    let four = eight.lowHalf | eight.highHalf
    let two = four.lowHalf | four.highHalf
    return two.x | two.y != 0
  }
}
