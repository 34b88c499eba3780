import RealModule
import Testing

@testable import GSL

/// Exponentials in vectors.
struct ExponentialsTests {
  /// 2^21 arguments, seed 71: all sizes from 2^-40 on of either sign, what a softmax asks for, and all that
  /// has a normal result. The C library is right to .51 units; an error of 2^-53 in the coefficient
  /// of the square would be a quarter of a unit more.
  @Test func `exponentials are right to one unit in the last place`() {
    var stream = RandomStream(seed: 71)
    var worst = 0.0
    for _ in 0..<1 << 18 {
      var x = SIMD8<Double>.zero
      for lane in 0..<8 {
        let u = stream.uniform()
        switch lane {
        case 0...1: x[lane] = -u
        case 2...3: x[lane] = -40 * u
        case 4...5: x[lane] = -708 + 1417 * u
        default: x[lane] = (u - 0.5) * Double.exp2(-40 * stream.uniform())
        }
      }
      let found = exponentials(x)
      for lane in 0..<8 {
        let right = Double.exp(x[lane])
        worst = max(worst, abs(found[lane] - right) / right.ulp)
      }
    }
    // Two neighbouring numbers: both lie within a unit of what they stand for.
    #expect(worst <= 1, "\(worst) units from the C library")
  }

  /// What one lane has is the same whatever the others have, also where these are no normal numbers.
  @Test func `lanes do not see each other`() {
    var stream = RandomStream(seed: 73)
    for far in [-720, 709.5, -.infinity, .nan, -1e308, 800] {
      for _ in 0..<1000 {
        let x = 1400 * (stream.uniform() - 0.5)
        var both = SIMD8(repeating: x)
        both[3] = far
        #expect(exponentials(both)[5] == exponentials(SIMD8(repeating: x))[5], "\(x)")
      }
    }
  }

  /// Below 2^-1022 the last place is that of the smallest number: both halves of 2^n are rounded to it once.
  @Test func `results that are no normal numbers are right to one unit`() {
    for k in 0..<80_000 {
      let x = -708 - Double(k) * 0x1p-11
      let found = exponentials(SIMD8(repeating: x))[k % 8]
      #expect(abs(found - .exp(x)) <= Double.leastNonzeroMagnitude, "\(x)")
    }
  }

  @Test func `edges are those of the function`() {
    let (largest, tiny) = (Double.log(.greatestFiniteMagnitude), Double.leastNonzeroMagnitude)
    let x: SIMD8<Double> = [0, -0.0, -.infinity, .infinity, -746, 710, -1e308, 1e308]
    #expect(exponentials(x) == [1, 1, 0, .infinity, 0, .infinity, 0, .infinity])
    let y = exponentials([largest, largest.nextUp, -745.13, -745.14, .nan, 1, -1, tiny])
    #expect(y[0].isFinite && y[0] > 1.79e308 && y[1] == .infinity)
    #expect(y[2] == .leastNonzeroMagnitude && y[3] == 0 && y[4].isNaN)
    #expect(abs(y[5] - .exp(1)) <= y[5].ulp)
    #expect(y[6] == .exp(-1) && y[7] == 1)
  }

  /// By ones and in vectors, in every lane and for every length.
  @Test func `a number alone has the bits that it has in a vector`() {
    var stream = RandomStream(seed: 72)
    for count in 1...40 {
      let x = (0..<count).map { _ in -30 * stream.uniform() }
      var alone = x
      alone.withUnsafeMutableBufferPointer { takeExponentials($0.baseAddress!, count: count) }
      for i in 0..<count {
        #expect(alone[i] == exponentials(SIMD8(repeating: x[i]))[(i + count) % 8])
      }
    }
  }

  /// The same bits on every processor, whatever it fuses: the sum of the bits of 2^16 results.
  @Test func `bits are those of any other processor`() {
    var sum: UInt64 = 0
    for k in 0..<1 << 13 {
      var x = SIMD8<Double>.zero
      for lane in 0..<8 { x[lane] = -Double(8 * k + lane) * 0x1.23456789ABCDEp-11 }
      let found = exponentials(x)
      for lane in 0..<8 { sum = sum &* 31 &+ found[lane].bitPattern }
    }
    #expect(sum == 0x023B_8406_22FC_3B70)
  }
}
