import Testing

@testable import GSL

/// Streams side by side against each alone.
struct StreamLanesTests {
  private static let streams: SIMD16<UInt64> = [
    0, 1, 2, 3, .max, .max - 1, 1 << 63, 5, 8, 13, 21, 34, 0xC000_0001_0000_0000, 89, 89, 7,
  ]

  private func lanes(
    _ generator: Generator, _ count: Int,
    fill: (inout StreamLanes, UnsafeMutablePointer<SIMD16<Double>>) -> Void
  ) -> [SIMD16<Double>] {
    var lanes = StreamLanes(generator, seed: 2025)
    var numbers = [SIMD16<Double>](repeating: .zero, count: count)
    // Twice, with words of another length between: nothing is left of what was generated before.
    for _ in 0..<2 { numbers.withUnsafeMutableBufferPointer { fill(&lanes, $0.baseAddress!) } }
    return numbers
  }

  @Test(arguments: Generator.allCases)
  func `uniform variates are those of the streams`(_ generator: Generator) {
    for count in [1, 3, 4, 5, 8, 31, 70] {
      let found = lanes(generator, count) {
        $0.fillUniform($1, count: count, streams: Self.streams)
      }
      for lane in 0..<16 {
        var stream = RandomStream(generator, seed: 2025, stream: Self.streams[lane])
        #expect(found.allSatisfy { $0[lane] == stream.uniform() }, "\(lane) of \(count)")
      }
    }
  }

  /// 3,000 times 16 streams of 8 and some longer: of 384,000 words one in 40 does not decide its variate,
  /// one in 1,500 leads into the tail, and several of a stream do.
  @Test(arguments: Generator.allCases)
  func `normal variates are those of the streams`(_ generator: Generator) {
    for count in [1, 7, 64, 65, 200] {
      let found = lanes(generator, count) {
        $0.fillGaussian($1, count: count, streams: Self.streams)
      }
      for lane in 0..<16 {
        var stream = RandomStream(generator, seed: 2025, stream: Self.streams[lane])
        #expect(found.allSatisfy { $0[lane] == stream.gaussian() }, "\(lane) of \(count)")
      }
    }
    guard generator == .philox4x64 else { return }
    var lanes = StreamLanes(seed: 7)
    var alone = RandomStream(seed: 7)
    var numbers = [SIMD16<Double>](repeating: .zero, count: 8)
    var different = 0
    for round in 0..<3000 {
      let streams = Self.streams &+ UInt64(round) &* 1000
      numbers.withUnsafeMutableBufferPointer {
        lanes.fillGaussian($0.baseAddress!, count: 8, streams: streams)
      }
      for lane in 0..<16 {
        alone.restart(stream: streams[lane])
        for i in 0..<8 where numbers[i][lane] != alone.gaussian() { different += 1 }
      }
    }
    #expect(different == 0)
  }

  /// Negative control: the streams of another seed, and the lanes of each other.
  @Test func `another stream is seen`() {
    let found = lanes(.philox4x64, 8) { $0.fillGaussian($1, count: 8, streams: Self.streams) }
    var other = RandomStream(seed: 2024, stream: 0)
    #expect(found.contains { $0[0] != other.gaussian() })
    #expect(found.contains { $0[0] != $0[1] } && found.allSatisfy { $0[13] == $0[14] })
  }
}
