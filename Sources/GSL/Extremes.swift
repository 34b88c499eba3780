internal import CGSL

/// The least and the greatest of `count` vectors of numbers, at least one, lane by lane; of equal ones, as
/// 0 and -0 are, the first.
public func extremes(
  of values: UnsafePointer<SIMD16<Double>>, count: Int
) -> (least: SIMD16<Double>, greatest: SIMD16<Double>) {
  let halves = UnsafeRawPointer(values).assumingMemoryBound(to: SIMD8<Double>.self)
  var (leastLow, leastHigh) = (halves[0], halves[1])
  var (greatestLow, greatestHigh) = (leastLow, leastHigh)
  for i in 1..<max(1, count) {
    let (low, high) = (halves[2 &* i], halves[2 &* i &+ 1])
    leastLow = redit_least8(leastLow, low)
    leastHigh = redit_least8(leastHigh, high)
    greatestLow = redit_greatest8(greatestLow, low)
    greatestHigh = redit_greatest8(greatestHigh, high)
  }
  return (
    SIMD16(lowHalf: leastLow, highHalf: leastHigh),
    SIMD16(lowHalf: greatestLow, highHalf: greatestHigh)
  )
}
