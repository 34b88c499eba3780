/// The number of a random stream within one seed, by what is drawn from it.
///
/// Every use of random numbers in the analysis and in training is a case of this type, so that no two
/// uses ever see the same draws; claims that name the same family of fixed groups do. The ranges, from the top bits down (`..` is what the members fill):
///
///     0x0 .. 0x1     prompt << 40 | chunk            groups of a simulation
///                    prompt << 40 | 1 << 39 | ..     groups by strata
///                    0x5741_524D                     the network of a warm start
///     0x2            family << 34 | chunk            one group, dithered again and again
///     0x3            draw                            pass rates of a posterior
///     0x4            chunk                           whole batches
///     0x5            one number                      resamples of the bootstrap
///                    run << 31 | chunk               groups with noise on their advantages
///     0x6, 0x7       run << 31 | chunk               steps of SGD with mirrored noise; both ways
///     0x8 .. 0xB     run << 32 | step                completions of a learning run
///     0xC .. 0xF     run << 32 | step                noise of a learning run
///
/// Initial logits (`randomLogits` of Policies) are drawn with a seed of their own.
package enum StreamNumber: Hashable, Sendable {
  /// Chunk of the groups of a prompt; prompts below 2^21, chunks below 2^30.
  case groups(prompt: Int, chunk: Int)
  /// Chunk of the groups of a prompt that are drawn stratum by stratum, below 2^38.
  case strata(prompt: Int, isPilot: Bool, chunk: Int)
  /// Parameters of a network before its warm start.
  case warmStart
  /// Chunk of a run over the noise alone; families below 2^26, chunks below 2^34.
  case fixedGroup(family: Int, chunk: Int)
  /// Draw of the pass rates of a table.
  case posterior(draw: Int)
  /// Chunk of whole batches.
  case batches(chunk: Int)
  /// Resamples of the runs of a comparison.
  case bootstrap
  /// Chunk of groups that take a step with their noise, with its mirror image and without; runs below 2^29,
  /// chunks below 2^31.
  case stepDrift(run: Int, chunk: Int)
  /// Chunk of groups that take a step forwards and backwards; runs below 2^29, chunks below 2^31.
  case stepChange(run: Int, chunk: Int)
  /// Chunk of groups whose advantages have noise added; runs below 2^21, chunks below 2^31.
  case noisyAdvantages(run: Int, chunk: Int)
  /// Completions of a step of a learning run; runs below 2^30, steps below 2^32.
  case completions(run: Int, step: Int)
  /// Noise of a step of a learning run; runs below 2^30, steps below 2^32.
  case noise(run: Int, step: Int)

  /// Prompts that a simulation can tell apart, 2^21.
  static let promptLimit = 1 << 21

  /// The number.
  ///
  /// - Precondition: members are not negative and below their bounds.
  package var value: UInt64 {
    switch self {
    case .groups(let prompt, let chunk): Self.bits(prompt, 21) << 40 | Self.bits(chunk, 30)
    case .strata(let prompt, let isPilot, let chunk):
      Self.bits(prompt, 21) << 40 | 1 << 39 | (isPilot ? 0 : 1 << 38) | Self.bits(chunk, 38)
    // Above the 2^30 chunks of the first prompt.
    case .warmStart: 0x5741_524D
    case .fixedGroup(let family, let chunk):
      0x2 << 60 | Self.bits(family, 26) << 34 | Self.bits(chunk, 34)
    case .posterior(let draw): 0x3 << 60 | Self.bits(draw, 60)
    case .batches(let chunk): 0x4 << 60 | Self.bits(chunk, 60)
    // ASCII letters, the first of which gives the top digit 5.
    case .bootstrap: 0x5354_4154_4953_5449
    case .stepDrift(let run, let chunk):
      0x6 << 60 | Self.bits(run, 29) << 31 | Self.bits(chunk, 31)
    case .stepChange(let run, let chunk):
      0x7 << 60 | Self.bits(run, 29) << 31 | Self.bits(chunk, 31)
    // Below 2^52 behind the top digit, which the letters of the bootstrap exceed.
    case .noisyAdvantages(let run, let chunk):
      0x5 << 60 | Self.bits(run, 21) << 31 | Self.bits(chunk, 31)
    case .completions(let run, let step):
      0x8 << 60 | Self.bits(run, 30) << 32 | Self.bits(step, 32)
    case .noise(let run, let step): 0xC << 60 | Self.bits(run, 30) << 32 | Self.bits(step, 32)
    }
  }

  private static func bits(_ member: Int, _ width: Int) -> UInt64 {
    precondition(member >= 0 && member >> width == 0, "\(member) has no stream: below 2^\(width)")
    return UInt64(member)
  }
}
