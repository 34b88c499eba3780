import Testing

@testable import GSL

/// Samples side by side against each alone, bit for bit.
struct SampleLanesTests {
  private typealias Lanes = SIMD16<Double>

  private func centred(
    _ values: [SIMD16<Double>]
  ) -> (deviations: [SIMD16<Double>], squares: SIMD16<Double>?) {
    var deviations = values
    let squares = deviations.withUnsafeMutableBufferPointer {
      SampleLanes.centre($0.baseAddress!, values: values, count: values.count)
    }
    return (deviations, squares)
  }

  /// 300 times 16 samples of each size, of all scales and with equal numbers; seed 95.
  @Test(arguments: [1, 2, 3, 8, 17])
  func `deviations are those of each lane`(_ count: Int) {
    var stream = RandomStream(seed: 95)
    for _ in 0..<300 {
      let values = (0..<count).map { _ in
        var all = Lanes.zero
        for lane in all.indices {
          all[lane] =
            lane % 3 == 0
            ? Double(stream.index(below: 2)) / 5
            : stream.gaussian() * Double(sign: .plus, exponent: 20 * lane - 160, significand: 1)
        }
        return all
      }
      let (deviations, squares) = centred(values)
      for lane in 0..<16 {
        let own = values.map { $0[lane] }
        let least = own.min()!
        let mean = own.reduce(0) { $0 + ($1 - least) } / Double(count)
        let right = own.map { $0 - least - mean }
        #expect(deviations.map { $0[lane] } == right)
        #expect(squares?[lane] == right.reduce(0) { $0 + $1 * $1 })
      }
    }
  }

  @Test func `what is off scale in some lane is told`() {
    for (wrong, isOn) in [
      (0x1p490, true), (0x1p490.nextUp, false), (0x1p-490, true), (0x1p-490.nextDown, false),
      (0, true), (.infinity, false), (.nan, false), (0x1p-1060, false),
    ] {
      for lane in 0..<16 {
        var values = [Lanes](repeating: .zero, count: 3)
        values[1][lane] = wrong
        #expect((centred(values).squares != nil) == isOn, "\(wrong)")
      }
    }
  }

  private func quotients(_ values: [SIMD16<Double>], _ divisors: SIMD16<Double>, _ factor: Double)
    -> [SIMD16<Double>]
  {
    var found = values
    found.withUnsafeMutableBufferPointer {
      SampleLanes.divide($0.baseAddress!, count: values.count, by: divisors, times: factor)
    }
    return found
  }

  /// A number between 1 and 2, half the time within eight units in the last place of either, times a power of two.
  private func hard(_ stream: inout RandomStream, _ powers: ClosedRange<Int>) -> Double {
    let unit = Double(stream.index(below: 9)) * 0x1p-52
    let significand =
      switch stream.index(below: 4) {
      case 0: 1 + unit
      case 1: 2 - 0x1p-52 - unit
      default: 1 + stream.uniform()
      }
    let power = powers.lowerBound + stream.index(below: powers.count)
    return Double(sign: stream.uniform() < 0.5 ? .plus : .minus, exponent: power, significand: 1)
      * significand
  }

  /// 2^22 quotients, seed 96. A product with the rounded reciprocal, without what puts it right, would miss one in
  /// four: the test sees far less than that.
  @Test func `quotients are those of a division`() {
    var stream = RandomStream(seed: 96)
    var (different, unlike) = (0, 0)
    for _ in 0..<1 << 16 {
      var divisors = Lanes.zero
      for lane in divisors.indices { divisors[lane] = abs(hard(&stream, -40...40)) }
      let values = (0..<4).map { _ in
        var all = Lanes.zero
        for lane in all.indices { all[lane] = hard(&stream, -60...40) }
        return all
      }
      let found = quotients(values, divisors, 1)
      for lane in 0..<16 {
        for i in 0..<4 {
          let right = values[i][lane] / divisors[lane]
          if found[i][lane] != right { different += 1 }
          if values[i][lane] * (1 / divisors[lane]) != right { unlike += 1 }
        }
      }
    }
    #expect(different == 0)
    #expect(unlike > 1 << 18, "\(unlike)")
  }

  @Test func `quotients at the ends of the range are those of a division`() {
    for (value, divisor) in [
      (0x1p-600, 0x1p400), (0x1.8p-600, 0x1.7p400), (0x1.3p490, 0x1.5p-500), (0, 1),
      (-0x1.3p-590, 3),
      (0x1.7p490, 0x1.3p490),
    ] {
      let found = quotients([Lanes(repeating: value)], Lanes(repeating: divisor), -0.3)
      #expect(found[0] == Lanes(repeating: -0.3 * (value / divisor)), "\(value), \(divisor)")
    }
  }
}
