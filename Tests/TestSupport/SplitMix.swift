/// A seeded generator for the standard library's `random(in:using:)` (Steele, Lea and Flood 2014), where
/// nothing of ours is to be drawn from.
public struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  /// The sequence of this seed.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform on 0 to 1.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
