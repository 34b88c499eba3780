internal import CGSL

/// The Philox4x64-10 bijection (Salmon et al. 2011): a keyed permutation of 256-bit counters whose
/// outputs over successive counters are the random words of ``Generator/philox4x64``.
public enum Philox4x64 {
  /// The four random words of `counter` under `key`, ten rounds.
  ///
  /// A ``RandomStream`` uses key (seed, stream) and counters (1, 0, 0, 0), (2, 0, 0, 0), ...
  public static func block(counter: SIMD4<UInt64>, key: SIMD2<UInt64>) -> SIMD4<UInt64> {
    let counterWords = [counter.x, counter.y, counter.z, counter.w]
    var words: [UInt64] = [0, 0, 0, 0]
    redit_philox_block(counterWords, [key.x, key.y], &words)
    return SIMD4(words)
  }
}
