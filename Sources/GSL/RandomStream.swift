internal import CGSL

/// One stream of random numbers, named by (generator, seed, stream).
///
/// The same name gives the same numbers on every machine and thread. A stream has one owner: it
/// cannot be copied, and is handed down as an `inout` argument.
///
///     var stream = RandomStream(seed: 2025, stream: 3)
///     let noise = stream.gaussian()
///
/// With `philox4x64` the words are those of `numpy.random.Philox(key=[seed, stream], counter=0)`,
/// 2^66 of them before they repeat, and distinct (seed, stream) never share a key.
public struct RandomStream: ~Copyable {
  /// The generator the stream runs over.
  public let generator: Generator

  /// The seed, shared by all the streams of one experiment.
  public let seed: UInt64

  /// The number of this stream within the experiment.
  public private(set) var stream: UInt64

  let handle: UnsafeMutablePointer<gsl_rng>

  /// What `handle` holds where the generator is Philox.
  let philox: UnsafeMutablePointer<redit_philox_state>?

  /// The same where variates are drawn in place; nil where GSL's functions draw them through `handle`,
  /// which gives the same numbers over Philox, as tests see.
  var inPlace: UnsafeMutablePointer<redit_philox_state>?

  /// Of normal variates over Philox words.
  var ziggurat = Ziggurat.standard

  /// Creates the stream at its first word.
  ///
  /// - Precondition: memory for the state (560 bytes for Philox) can be allocated.
  public init(_ generator: Generator = .philox4x64, seed: UInt64, stream: UInt64 = 0) {
    Status.prepare()
    guard let handle = gsl_rng_alloc(generator.type) else {
      preconditionFailure("no memory for a random stream")
    }
    self.generator = generator
    self.seed = seed
    self.stream = stream
    self.handle = handle
    philox =
      generator == .philox4x64
      ? handle.pointee.state.assumingMemoryBound(to: redit_philox_state.self) : nil
    inPlace = philox
    // GSL's seed has room for one number: Philox is told its stream by `restart`.
    gsl_rng_set(handle, generator.gslSeed(seed: seed, stream: stream))
    restart(stream: stream)
  }

  deinit { gsl_rng_free(handle) }

  /// Moves to the first word of another stream of the same seed, without allocating.
  public mutating func restart(stream: UInt64) {
    self.stream = stream
    if let philox {
      redit_philox_seek(philox, stream, 0)
    } else {
      gsl_rng_set(handle, generator.gslSeed(seed: seed, stream: stream))
    }
  }

  /// Moves to word `4 * block` of this stream, forwards or backwards, in constant time.
  ///
  /// As after `numpy.random.Philox(key=[seed, stream], counter=0).advance(block)`.
  ///
  /// - Precondition: the generator is `philox4x64`; the others can only be run forward.
  public mutating func jump(toBlock block: UInt64) {
    guard let philox else { preconditionFailure("\(generator) cannot jump") }
    redit_philox_seek(philox, stream, block)
  }

  /// The next 64 random bits: one Philox word, or two 32-bit words of the other generators, the
  /// first on top.
  public mutating func nextWord() -> UInt64 {
    if let philox { return UInt64(redit_philox_get(philox)) }
    let high = UInt64(gsl_rng_get(handle))
    return high << 32 | UInt64(gsl_rng_get(handle))
  }
}
