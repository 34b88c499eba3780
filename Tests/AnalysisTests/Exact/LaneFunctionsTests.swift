import GSL
import RealModule
import Testing

@testable import Analysis

/// Exponentials and logarithms of eight numbers against the system's, by their claims.
struct LaneFunctionsTests {
  /// Every 1/97 of -708...709, and 20,000 numbers next to 0; seed 81.
  @Test func `exponentials are right to one unit in the last place`() {
    var random = RandomStream(seed: 81)
    let grid = (0...(97 * 1417)).map { -708 + Double($0) / 97 }
    let near = (0..<20_000).map { _ in 1e-3 * random.gaussian() }
    for x in grid + near {
      let found = LaneFunctions.exp(SIMD8(repeating: x))[5]
      let right = Double.exp(x)
      #expect(abs(found - right) <= right.ulp, "\(x)")
    }
  }

  @Test func `lanes are apart, and far below comes next to nothing`() {
    let found = LaneFunctions.exp([0, 1, -1, -800, -1e300, -.infinity, 0.5, -708])
    let right = [1, Double.exp(1), .exp(-1), 0, 0, 0, .exp(0.5), 0]
    for i in 0..<8 { #expect(abs(found[i] - right[i]) <= max(4e-308, 2e-15 * right[i]), "\(i)") }
  }

  /// Every seventh power of two with 40 numbers above it, and 20,000 numbers next to 1; seed 82.
  @Test func `logarithms are right to 4e-16`() {
    var random = RandomStream(seed: 82)
    let far = (-146...146).flatMap { power in
      (0..<40).map { Double(sign: .plus, exponent: 7 * power, significand: 1 + Double($0) / 40) }
    }
    let near = (0..<20_000).map { _ in 1 + 1e-3 * abs(random.gaussian()) }
    for x in far + near {
      let (found, right) = (LaneFunctions.log(SIMD8(repeating: x))[2], Double.log(x))
      #expect(abs(found - right) <= 4e-16 * max(1, abs(right)), "\(x): \(found)")
    }
  }

  @Test func `one lane at least 0 is enough, and sums are those of all lanes`() {
    for lane in 0..<8 {
      var values = SIMD8(repeating: -1e-300)
      #expect(!LaneFunctions.reachesZero(values))
      values[lane] = 0
      #expect(LaneFunctions.reachesZero(values))
    }
    #expect(LaneFunctions.sum([1, 2, 4, 8, 16, 32, 64, 128]) == 255)
  }
}
