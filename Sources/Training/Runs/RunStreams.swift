import Analysis
import GSL

/// The two random streams of a run: completions and noise.
///
/// Each step of each run has streams of its own, named by (seed, kind, run, step). So runs of
/// different recipes see the same uniform numbers in the same step, whatever each of them drew before;
/// and a run resumes at any step without remembering the generator.
struct RunStreams: ~Copyable {
  var completions: RandomStream
  var noise: RandomStream
  private let run: UInt64

  /// - Parameter run: below 2^30.
  init(_ sampling: Sampling, run: Int) {
    precondition(run >= 0 && run < 1 << 30, "run numbers are below 2^30")
    self.run = UInt64(run) << 32
    completions = RandomStream(sampling.generator, seed: sampling.seed, stream: 2 << 62 | self.run)
    noise = RandomStream(sampling.generator, seed: sampling.seed, stream: 3 << 62 | self.run)
  }

  /// Moves both streams to the start of a step, below 2^32.
  mutating func move(to step: Int) {
    completions.restart(stream: 2 << 62 | run | UInt64(step))
    noise.restart(stream: 3 << 62 | run | UInt64(step))
  }
}
