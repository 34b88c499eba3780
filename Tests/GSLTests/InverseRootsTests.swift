import Testing

@testable import GSL

/// Inverse roots without the processor's own.
struct InverseRootsTests {
  /// All of two powers of two, by steps of 2^-16, and numbers of every size that is allowed.
  @Test func `roots are right to two units in the last place`() {
    let near = (0..<(3 << 16)).map { 1 + Double($0) * 0x1p-16 }
    let far = (-200...200).map { 1.7 * Double(sign: .plus, exponent: $0 * 10 / 3, significand: 1) }
    for x in near + far {
      var values = SIMD8(repeating: x)
      takeInverseRoots(&values, count: 1, scale: 3)
      let right = 3 / x.squareRoot()
      #expect(abs(values[7] - right) <= 2 * right.ulp, "\(x)")
    }
  }

  @Test func `what is not positive becomes 0, beside what is`() {
    let values = UnsafeMutablePointer<SIMD8<Double>>.allocate(capacity: 2)
    defer { values.deallocate() }
    values[0] = [4, 0, -1, 16, -1e-300, 0.25, -0.0, 1]
    values[1] = SIMD8(repeating: 0.0625)
    takeInverseRoots(values, count: 2, scale: 1)
    let right: SIMD8<Double> = [0.5, 0, 0, 0.25, 0, 2, 0, 1]
    for i in 0..<8 { #expect(abs(values[0][i] - right[i]) <= 1e-15 * right[i]) }
    #expect(abs(values[1][3] - 4) < 1e-14)
  }
}
