import Testing

@testable import GSL

/// The least and the greatest, lane by lane.
struct ExtremesTests {
  @Test func `extremes are those of each lane`() {
    var stream = RandomStream(seed: 73)
    for count in 1...20 {
      var values = [SIMD16<Double>](repeating: .zero, count: count)
      for i in 0..<count {
        for lane in 0..<16 { values[i][lane] = (stream.uniform() * 4).rounded() - 2 }
      }
      let found = extremes(of: values, count: count)
      for lane in 0..<16 {
        #expect(found.least[lane] == values.map { $0[lane] }.min())
        #expect(found.greatest[lane] == values.map { $0[lane] }.max())
      }
    }
  }

  /// As a comparison has it that goes on only from what is truly less.
  @Test func `of 0 and -0 the first counts`() {
    let zeros: [SIMD16<Double>] = [SIMD16(repeating: -0.0), .zero]
    #expect(extremes(of: zeros, count: 2).greatest[3].sign == .minus)
    let reversed: [SIMD16<Double>] = [.zero, SIMD16(repeating: -0.0)]
    #expect(extremes(of: reversed, count: 2).least[9].sign == .plus)
  }
}
