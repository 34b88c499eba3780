internal import CGSL

/// The words of one of the streams that go side by side: those generated already, then those of blocks of its
/// own.
struct LaneWords: ZigguratWords {
  private let seed: UInt64
  private let stream: UInt64
  /// Words in a row, of which the last block is put in place of the first where they are used up.
  private let row: UnsafeMutablePointer<UInt64>
  private var block: UInt64
  private var place: UnsafeMutablePointer<UInt64>
  private var end: UnsafeMutablePointer<UInt64>

  /// - Parameters:
  ///   - words: the first word of the stream, of words generated: one of each stream, then the next.
  ///   - held: how many are generated, whole blocks.
  ///   - used: the number of the next word, below `held`.
  ///   - row: memory for four more than are held.
  init(
    seed: UInt64, stream: UInt64, _ words: UnsafePointer<UInt64>, held: Int, used: Int,
    row: UnsafeMutablePointer<UInt64>
  ) {
    self.seed = seed
    self.stream = stream
    self.row = row
    place = row
    end = row + (held &- used)
    for i in 0..<held &- used { row[i] = words[StreamLanes.width &* (used &+ i)] }
    block = UInt64(truncatingIfNeeded: held / 4)
    // Nearly always wanted: a lane goes alone as its next variate takes a later word.
    generate(at: end)
    end += 4
  }

  private mutating func generate(at place: UnsafeMutablePointer<UInt64>) {
    redit_philox_block_of(seed, stream, block, place)
    block &+= 1
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    if place == end {
      generate(at: row)
      (place, end) = (row, row + 4)
    }
    defer { place += 1 }
    return place.pointee
  }

  @inline(__always)
  mutating func edge(_ ziggurat: Ziggurat, _ x: Double, _ layer: Int) -> Double? {
    ziggurat.edge(x, layer) { Double(Int64(truncatingIfNeeded: next() >> 11)) * 0x1p-53 }
  }
}
