internal import CGSL

/// A pseudorandom generator a ``RandomStream`` can run over; the raw value is its name on the
/// command line.
///
/// Only `philox4x64` takes the whole 64-bit seed and 64-bit stream. The others are there to show
/// that no conclusion hangs on one generator. GSL cuts their seeds to 32 bits (31 for `ranlxd2`)
/// and reads 0 as a default, so they are seeded with a nonzero 31-bit number derived from
/// (seed, stream) by one Philox block: neighbouring streams do not collide, but by the birthday
/// bound some pair among 2^16 streams is expected to share a seed and then be identical.
public enum Generator: String, CaseIterable, Sendable {
  /// Philox4x64-10, counter-based (Salmon et al. 2011); the default.
  case philox4x64
  /// The Mersenne twister (Matsumoto and Nishimura 1998).
  case mt19937
  /// The maximally equidistributed Tausworthe generator (L'Ecuyer 1999); the fastest here.
  case taus2
  /// Second-generation RANLUX at its highest luxury level (Luscher 1994); proven chaotic mixing,
  /// some thirty times slower.
  case ranlxd2

  var type: UnsafePointer<gsl_rng_type> {
    switch self {
    case .philox4x64: redit_rng_philox4x64()
    case .mt19937: redit_rng_mt19937()
    case .taus2: redit_rng_taus2()
    case .ranlxd2: redit_rng_ranlxd2()
    }
  }

  /// The seed given to GSL: the seed itself for Philox, else a derived one that its
  /// seeding routine reads in full.
  func gslSeed(seed: UInt64, stream: UInt64) -> UInt {
    guard self != .philox4x64 else { return UInt(seed) }
    let words = Philox4x64.block(counter: .zero, key: [seed, stream])
    let candidates = words.indices.map { words[$0] & 0x7FFF_FFFF }
    return UInt(candidates.first { $0 != 0 } ?? 1)
  }
}
