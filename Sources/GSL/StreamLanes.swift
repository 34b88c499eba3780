internal import CGSL

/// Sixteen random streams of one seed side by side, from their first words on: each lane has the numbers of
/// a ``RandomStream``, bit for bit.
///
///     var lanes = StreamLanes(seed: 2025)
///     lanes.fillUniform(&numbers, count: 8, streams: numbersOfStreams)
///
/// Words of Philox are generated for all streams at a time; other generators go stream by stream.
public struct StreamLanes: ~Copyable {
  static let width = SIMD16<Double>.scalarCount

  /// Of the seed; where words are not those of Philox, of one stream after another.
  private var stream: RandomStream
  /// Of all streams the first, then of all the second.
  private var words = Buffer<UInt64>(repeating: 0, count: 0)
  /// By word: the lanes, a bit each, of which it does not decide the normal variate.
  private var open = Buffer<UInt16>(repeating: 0, count: 0)
  /// Of a stream that goes alone.
  private var row = Buffer<UInt64>(repeating: 0, count: 0)

  /// Streams of a seed.
  public init(_ generator: Generator = .philox4x64, seed: UInt64) {
    stream = RandomStream(generator, seed: seed)
  }

  /// Overwrites `count` vectors with the first ``RandomStream/uniform()`` variates of the streams.
  public mutating func fillUniform(
    _ numbers: UnsafeMutablePointer<SIMD16<Double>>, count: Int, streams: SIMD16<UInt64>
  ) {
    let lanes = UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: Double.self)
    guard stream.inPlace != nil else {
      return fillOneByOne(lanes, count, streams) { $0.uniform() }
    }
    generate(count, streams)
    redit_uniforms8(
      words.pointer(length: words.count), UInt64(count * Self.width / 8), lanes)
  }

  /// Overwrites `count` vectors with the first ``RandomStream/gaussian()`` variates of the streams.
  public mutating func fillGaussian(
    _ numbers: UnsafeMutablePointer<SIMD16<Double>>, count: Int, streams: SIMD16<UInt64>
  ) {
    let lanes = UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: Double.self)
    guard stream.inPlace != nil else {
      return fillOneByOne(lanes, count, streams) { $0.gaussian() }
    }
    generate(count, streams)
    let words = UnsafePointer(words.pointer(length: words.count))
    let open = open.pointer(length: open.count)
    let ziggurat = stream.ziggurat
    let layers = UnsafeRawPointer(ziggurat.layers).assumingMemoryBound(to: redit_layer.self)
    guard redit_places16(words, UInt64(count), layers, lanes, open) != 0 else { return }
    // From its first word that does not decide on, a lane goes alone: the next variate takes a later word.
    let (seed, held, row) = (stream.seed, (count + 3) / 4 * 4, row.pointer(length: row.count))
    for i in count..<held { open[i] = 0 }
    // Four words at a time, sixteen bits for each.
    let every: UInt64 = 0x0001_0001_0001_0001
    var done: UInt64 = 0
    for start in stride(from: 0, to: held, by: 4) {
      var left = UnsafeRawPointer(open + start).load(as: UInt64.self) & ~done
      while left != 0 {
        let bit = left.trailingZeroBitCount
        let (lane, first) = (bit % Self.width, start + bit / Self.width)
        done |= every &<< UInt64(lane)
        left &= ~done
        var rest = LaneWords(
          seed: seed, stream: streams[lane], words + lane, held: held, used: first, row: row)
        for i in first..<count { lanes[Self.width &* i &+ lane] = ziggurat.draw(&rest) }
      }
    }
  }

  private mutating func fillOneByOne(
    _ lanes: UnsafeMutablePointer<Double>, _ count: Int, _ streams: SIMD16<UInt64>,
    _ draw: (inout RandomStream) -> Double
  ) {
    for lane in streams.indices {
      stream.restart(stream: streams[lane])
      for i in 0..<count { lanes[Self.width * i + lane] = draw(&stream) }
    }
  }

  /// Generates the first words of the streams, whole blocks.
  private mutating func generate(_ count: Int, _ streams: SIMD16<UInt64>) {
    let blocks = (count + 3) / 4
    if open.count < 4 * blocks {
      open = Buffer(repeating: 0, count: 4 * blocks)
      row = Buffer(repeating: 0, count: 4 * (blocks + 1))
      words = Buffer(repeating: 0, count: 4 * blocks * Self.width)
    }
    withUnsafeBytes(of: streams) { streams in
      redit_philox_streams(
        stream.seed, streams.assumingMemoryBound(to: UInt64.self).baseAddress, UInt64(blocks),
        words.pointer(length: words.count))
    }
  }
}
