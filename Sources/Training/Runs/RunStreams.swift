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
  private let run: Int

  /// - Parameter run: below 2^30.
  init(_ sampling: Sampling, run: Int) {
    self.run = run
    completions = RandomStream(
      sampling.generator, seed: sampling.seed,
      stream: StreamNumber.completions(run: run, step: 0).value)
    noise = RandomStream(
      sampling.generator, seed: sampling.seed, stream: StreamNumber.noise(run: run, step: 0).value)
  }

  /// Moves both streams to the start of a step, below 2^32.
  mutating func move(to step: Int) {
    completions.restart(stream: StreamNumber.completions(run: run, step: step).value)
    noise.restart(stream: StreamNumber.noise(run: run, step: step).value)
  }
}
