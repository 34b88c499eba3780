internal import CGSL

/// Sixteen random streams of one seed side by side, from their first words on: each lane has the numbers of
/// a ``RandomStream``, bit for bit.
///
///     var lanes = StreamLanes(seed: 2025)
///     lanes.fillUniform(&numbers, count: 8, streams: numbersOfStreams)
///
/// Words of Philox are generated for all streams at a time; other generators go stream by stream.
public struct StreamLanes: ~Copyable {
  private static let width = SIMD16<Double>.scalarCount

  /// A stream that goes its way alone: where normal variates take more than a word each, and of other
  /// generators all.
  private var stream: RandomStream
  /// Of all streams the first, then of all the second.
  private var words: [UInt64] = []
  /// By word: the lanes, a bit each, of which it does not decide the normal variate.
  private var open: [UInt16] = []

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
      for lane in streams.indices {
        stream.restart(stream: streams[lane])
        for i in 0..<count { lanes[Self.width * i + lane] = stream.uniform() }
      }
      return
    }
    generate(count, streams)
    redit_uniforms8(words, UInt64(count * Self.width / 8), lanes)
  }

  /// Overwrites `count` vectors with the first ``RandomStream/gaussian()`` variates of the streams.
  public mutating func fillGaussian(
    _ numbers: UnsafeMutablePointer<SIMD16<Double>>, count: Int, streams: SIMD16<UInt64>
  ) {
    let lanes = UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: Double.self)
    guard stream.inPlace != nil else {
      for lane in streams.indices {
        stream.restart(stream: streams[lane])
        goOn(lanes + lane, count)
      }
      return
    }
    generate(count, streams)
    guard takePlaces(lanes, count) else { return }
    var done: UInt16 = 0
    for i in 0..<count {
      var new = open[i] & ~done
      done |= new
      while new != 0 {
        let lane = new.trailingZeroBitCount
        new &= new &- 1
        move(lane, streams[lane], to: i, of: count)
        goOn(lanes + Self.width * i + lane, count - i)
      }
    }
  }

  /// Writes what each word says of the variate if it is the next one and decides it; whether some do not.
  private mutating func takePlaces(
    _ numbers: UnsafeMutablePointer<Double>, _ count: Int
  ) -> Bool {
    let layers = UnsafePointer(stream.ziggurat.layers)
    var any: UInt16 = 0
    words.withUnsafeBufferPointer { words in
      open.withUnsafeMutableBufferPointer { open in
        for i in 0..<count {
          var missed: UInt16 = 0
          for lane in 0..<Self.width {
            // As `Ziggurat.draw`.
            let word = words[Self.width &* i &+ lane]
            let layer = layers[Int(truncatingIfNeeded: word & 0xFF)]
            let place = Int64(truncatingIfNeeded: word >> 8 & 0xFF_FFFF)
            numbers[Self.width &* i &+ lane] = Double(place) * layer.step
            missed |= (place < layer.inside ? 0 : 1) &<< UInt16(truncatingIfNeeded: lane)
          }
          open[i] = missed
          any |= missed
        }
      }
    }
    return any != 0
  }

  /// Moves the stream that goes alone to a word of a lane, of so many generated.
  private mutating func move(_ lane: Int, _ number: UInt64, to word: Int, of count: Int) {
    stream.restart(stream: number)
    let state = stream.inPlace
    words.withUnsafeBufferPointer {
      redit_philox_go_on(
        state, number, UInt64(word), UInt64((count + 3) / 4), $0.baseAddress! + lane)
    }
  }

  /// Draws the next variates of a lane.
  private mutating func goOn(_ numbers: UnsafeMutablePointer<Double>, _ count: Int) {
    stream.fillGaussian(numbers, rows: 1, columns: count, stride: 0, step: Self.width)
  }

  /// Generates the first words of the streams, whole blocks.
  private mutating func generate(_ count: Int, _ streams: SIMD16<UInt64>) {
    let blocks = (count + 3) / 4
    if open.count < 4 * blocks {
      open = Array(repeating: 0, count: 4 * blocks)
      words = Array(repeating: 0, count: 4 * blocks * Self.width)
    }
    withUnsafeBytes(of: streams) { streams in
      redit_philox_streams(
        stream.seed, streams.assumingMemoryBound(to: UInt64.self).baseAddress, UInt64(blocks),
        &words)
    }
  }
}
