import Testing

@testable import Analysis

/// Choices by the sign, against the plain ones.
struct LaneSignsTests {
  private static let values: [Double] = [0, 1, -1, 2.5, -2.5, 1e300, -1e-300, 3]

  private static func lanes(_ values: [Double]) -> SIMD8<Double> { SIMD8(values) }

  @Test func `each lane is what a comparison makes of it`() {
    let x = Self.lanes(Self.values)
    let y = Self.lanes(Self.values.reversed())
    for i in 0..<8 {
      #expect(LaneSigns.magnitude(x)[i] == abs(x[i]))
      #expect(LaneSigns.larger(x, y)[i] == max(x[i], y[i]))
      #expect(LaneSigns.positivePart(x)[i] == max(x[i], 0))
      #expect(LaneSigns.negativePart(x)[i] == min(x[i], 0))
    }
  }

  @Test func `a clamp bounds, and an infinite one does not`() {
    let x = Self.lanes(Self.values)
    let bounded = LaneSigns.clamped(x, SIMD8(repeating: 2))
    let free = LaneSigns.clamped(x, SIMD8(repeating: .infinity))
    for i in 0..<8 {
      #expect(bounded[i] == min(max(x[i], -2), 2))
      #expect(free[i] == x[i])
    }
  }

  @Test func `what has no divisor is 0, whatever the quotient`() {
    let divisor: SIMD8<Double> = [0, 1, 0, 2, 1e-300, 0, 4, 5]
    let kept = LaneSigns.kept(SIMD8(repeating: 1) * 0 / divisor + 3, where: divisor)
    for i in 0..<8 { #expect(kept[i] == (divisor[i] > 0 ? 3 : 0)) }
  }
}
