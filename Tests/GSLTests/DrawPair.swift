@testable import GSL

/// A Philox stream that draws in place beside the same stream drawn from by GSL's own functions.
struct DrawPair: ~Copyable {
  var own: RandomStream
  var library: RandomStream
  /// Numbers that differed in a bit.
  private(set) var differences = 0
  private let left = UnsafeMutableBufferPointer<Double>.allocate(capacity: 8192)
  private let right = UnsafeMutableBufferPointer<Double>.allocate(capacity: 8192)

  init(seed: UInt64, stream: UInt64 = 0) {
    own = RandomStream(seed: seed, stream: stream)
    library = RandomStream(seed: seed, stream: stream)
    library.inPlace = nil
    left.initialize(repeating: 0)
    right.initialize(repeating: 0)
  }

  deinit {
    left.deallocate()
    right.deallocate()
  }

  /// Draws `count` numbers from both, at most 8192.
  mutating func compare(
    _ count: Int, _ fill: (inout RandomStream, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    fill(&own, UnsafeMutableBufferPointer(rebasing: left[..<count]))
    fill(&library, UnsafeMutableBufferPointer(rebasing: right[..<count]))
    for i in 0..<count where left[i].bitPattern != right[i].bitPattern { differences += 1 }
  }

  /// Draws `total` numbers and more from both, by fills of lengths short, long and odd.
  mutating func compareFills(
    _ total: Int, _ fill: (inout RandomStream, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    var done = 0
    while done < total {
      for length in [1, 2, 3, 5, 8, 31, 64, 65, 333, 1024, 8191] {
        compare(length, fill)
        done += length
      }
      // What one of them has consumed too much shifts all that follows.
      compare(1) { $1[0] = Double($0.nextWord() >> 11) }
    }
  }

  /// Lays the same words before both and draws a number; whether the number or what is left of the
  /// words differs.
  mutating func differs(
    planting words: [UInt64], _ draw: (inout RandomStream) -> Double
  ) -> Bool {
    own.plant(words)
    library.plant(words)
    let (x, y) = (draw(&own), draw(&library))
    return x.bitPattern != y.bitPattern || own.unusedWords != library.unusedWords
  }
}
