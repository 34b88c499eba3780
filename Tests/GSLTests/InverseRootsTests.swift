import Testing

@testable import GSL

/// Inverse roots without the processor's own.
struct InverseRootsTests {
  private typealias Lanes = SIMD8<Double>

  /// Of q = constants + x (linear + x squares).
  private static func roots(
    _ constants: [Lanes], _ linear: [Lanes]? = nil, _ squares: [Lanes]? = nil, at x: Double = 0,
    scale: Double
  ) -> [Lanes] {
    let zeros = constants.map { _ in Lanes.zero }
    var roots = zeros
    takeInverseRoots(
      &roots, count: roots.count, scale: scale, at: x, constants: constants,
      linear: linear ?? zeros, squares: squares ?? zeros)
    return roots
  }

  /// All of two powers of two, by steps of 2^-16, and numbers of every size that is allowed.
  @Test func `roots are right to two units in the last place`() {
    let near = (0..<(3 << 16)).map { 1 + Double($0) * 0x1p-16 }
    let far = (-200...200).map { 1.7 * Double(sign: .plus, exponent: $0 * 10 / 3, significand: 1) }
    for x in near + far {
      let root = Self.roots([Lanes(repeating: x)], scale: 3)[0][7]
      let right = 3 / x.squareRoot()
      #expect(abs(root - right) <= 2 * right.ulp, "\(x)")
    }
  }

  @Test func `what is not positive becomes 0, beside what is`() {
    let values = Self.roots(
      [[4, 0, -1, 16, -1e-300, 0.25, -0.0, 1], Lanes(repeating: 0.0625)], scale: 1)
    let right: SIMD8<Double> = [0.5, 0, 0, 0.25, 0, 2, 0, 1]
    for i in 0..<8 { #expect(abs(values[0][i] - right[i]) <= 1e-15 * right[i]) }
    #expect(abs(values[1][3] - 4) < 1e-14)
  }

  /// Ten thousand quadratics that are positive everywhere; twice the linear part is refused.
  @Test func `the number under the root is a quadratic`() {
    var random = RandomStream(seed: 5)
    let linear = (0..<10_000).map { _ in Lanes(repeating: random.gaussian()) }
    let squares = linear.map { _ in Lanes(repeating: 1 + abs(random.gaussian())) }
    let constants = zip(linear, squares).map { $0 * $0 / (2 * $1) }
    let roots = Self.roots(constants, linear, squares, at: 0.3, scale: 2)
    var isMistakenRight = true
    for i in roots.indices {
      let (a, b, c) = (constants[i][2], linear[i][2], squares[i][2])
      let right = 2 / (a + 0.3 * b + 0.09 * c).squareRoot()
      let mistaken = 2 / (a + 0.6 * b + 0.09 * c).squareRoot()
      #expect(abs(roots[i][2] - right) <= 1e-13 * right)
      isMistakenRight = isMistakenRight && abs(roots[i][2] - mistaken) <= 1e-13 * mistaken
    }
    #expect(!isMistakenRight)
  }
}
