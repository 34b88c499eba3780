internal import CGSL

/// The words of a Philox stream, taken in place and not through GSL's pointer to a function.
///
/// How many of the words held are handed out is kept here, in a register of the loop that draws, and
/// not in the state: the stream must not be used otherwise until ``close()``.
struct PhiloxWords: ZigguratWords {
  let state: UnsafeMutablePointer<redit_philox_state>
  private let words: UnsafePointer<UInt64>
  /// Words yet to be taken of those expected.
  private var wanted: Int
  private var used: Int
  private var held: Int

  /// - Parameter count: words that will be taken, about: so many are generated at once.
  init(_ state: UnsafeMutablePointer<redit_philox_state>, expecting count: Int) {
    self.state = state
    words = redit_philox_words(state)
    used = Int(truncatingIfNeeded: state.pointee.used)
    held = Int(truncatingIfNeeded: state.pointee.held)
    wanted = count &- (held &- used)
  }

  /// The next word.
  @inline(__always)
  mutating func next() -> UInt64 {
    if used == held { refill() }
    let word = words[used]
    used &+= 1
    return word
  }

  @inline(__always)
  private mutating func refill() {
    // Not a method of `self`, whose address would keep the loop's registers in memory.
    Self.refill(state, wanted)
    open()
    wanted &-= held
  }

  @inline(never)
  private static func refill(_ state: UnsafeMutablePointer<redit_philox_state>, _ wanted: Int) {
    redit_philox_refill(state, UInt64(max(wanted, 1)))
  }

  /// Tells the state which words are handed out.
  @inline(__always)
  func close() { state.pointee.used = UInt64(truncatingIfNeeded: used) }

  /// Goes on from what the state tells.
  @inline(__always)
  mutating func open() {
    used = Int(truncatingIfNeeded: state.pointee.used)
    held = Int(truncatingIfNeeded: state.pointee.held)
  }

  /// A multiple of 2^-53 in [0, 1).
  @inline(__always)
  mutating func uniform() -> Double {
    // Signed, for which processors have an instruction.
    Double(Int64(truncatingIfNeeded: next() >> 11)) * 0x1p-53
  }

  /// A multiple of 2^-53 in (0, 1): 0 is drawn again.
  @inline(__always)
  mutating func uniformPositive() -> Double {
    while true {
      let u = uniform()
      if u > 0 { return u }
    }
  }

  /// Goes by the state, so that what the loop keeps in registers stays.
  @inline(__always)
  mutating func edge(_ ziggurat: Ziggurat, _ x: Double, _ layer: Int) -> Double? {
    close()
    defer { open() }
    return Self.edge(ziggurat, x, layer, state)
  }

  @inline(never)
  private static func edge(
    _ ziggurat: Ziggurat, _ x: Double, _ layer: Int,
    _ state: UnsafeMutablePointer<redit_philox_state>
  ) -> Double? {
    ziggurat.edge(x, layer) { redit_philox_get_double(state) }
  }
}

extension RandomStream {
  /// The words of the stream in place, of which about `count` will be taken; nil where they go
  /// through GSL.
  @inline(__always)
  func words(expecting count: Int) -> PhiloxWords? {
    guard let inPlace else { return nil }
    return PhiloxWords(inPlace, expecting: count)
  }

  /// Makes these the next words of a Philox stream, at most 64, in place of those generated: with them
  /// tests reach the edges of layers that random words meet once in 10^9 draws.
  mutating func plant(_ words: [UInt64]) {
    guard let philox else { preconditionFailure("\(generator) keeps no words") }
    let held = UnsafeMutablePointer(mutating: redit_philox_words(philox)!)
    for (index, word) in words.enumerated() { held[index] = word }
    philox.pointee.used = 0
    philox.pointee.held = UInt64(words.count)
  }

  /// Words generated and not handed out.
  var unusedWords: Int { philox.map { Int($0.pointee.held - $0.pointee.used) } ?? 0 }
}
