import GRPO
import GSL

/// Holds the noise of each group against that of others which must not depend on it.
///
/// The statistic of a group is the mean over its completions of `e_i e'_i`: mean 0 when both are
/// independent, 1 when they are the same. Uniform noise bounds it by 3.
struct IndependentDraws {
  /// The other group.
  enum Other: String, CaseIterable {
    case group = "the group before"
    case chunk = "the next chunk of a run"
    case run = "another run of a claim"
    case seed = "a seed 2^32 away"
  }

  let dither: Dither
  let groupSize: Int
  let sampling: Sampling
  private static let groupsPerChunk = 4096

  init(dither: Dither, groupSize: Int, sampling: Sampling) {
    precondition(dither.family == .uniform && dither.components.count == 1)
    self.dither = dither
    self.groupSize = groupSize
    self.sampling = sampling
  }

  /// Mean products in the order of `Other`.
  func products() -> [Estimate] {
    let zero = [Double](repeating: 0, count: Other.allCases.count)
    var (sums, squares) = (zero, zero)
    for chunk in 0..<(sampling.groups + Self.groupsPerChunk - 1) / Self.groupsPerChunk {
      let count = min(Self.groupsPerChunk, sampling.groups - chunk * Self.groupsPerChunk)
      addChunk(chunk, count: count, &sums, &squares)
    }
    let n = Double(sampling.groups)
    return zip(sums, squares).map { sum, square in
      let sample = BoundedSample(
        // From -3 to 3.
        sumOfSquares: square, mean: sum / n, count: sampling.groups, width: 6)
      return Estimate(
        mean: sum / n, standardError: (sample.variance / n).squareRoot(), count: sampling.groups,
        sample: sample)
    }
  }

  /// Chunks of this run are two streams apart, so that each has a neighbour of its own; every group
  /// is used once.
  private func addChunk(
    _ chunk: Int, count: Int, _ sums: inout [Double], _ squares: inout [Double]
  ) {
    var far = sampling
    far.seed = sampling.seed ^ 1 << 32
    let place = StreamNumber.fixedGroup(family: 128, chunk: 2 * chunk)
    let next = StreamNumber.fixedGroup(family: 128, chunk: 2 * chunk + 1)
    let run = StreamNumber.fixedGroup(family: 130, chunk: 2 * chunk)
    var own = Draws(self, sampling.stream(place))
    var others = Others(
      chunk: Draws(self, sampling.stream(next)),
      run: Draws(self, sampling.stream(run)),
      seed: Draws(self, far.stream(place)))
    var before = [Double](repeating: 0, count: groupSize)
    for _ in 0..<count {
      own.draw()
      for i in before.indices { before[i] = own.noise[i] }
      // In step with `own`: were two streams the same, so would these noises be.
      others.draw()
      own.draw()
      others.draw()
      note(dot(own.noise, before), 0, &sums, &squares)
      note(dot(own.noise, others.chunk.noise), 1, &sums, &squares)
      note(dot(own.noise, others.run.noise), 2, &sums, &squares)
      note(dot(own.noise, others.seed.noise), 3, &sums, &squares)
    }
  }

  private func note(
    _ sum: Double, _ other: Int, _ sums: inout [Double], _ squares: inout [Double]
  ) {
    let product = sum / Double(groupSize)
    sums[other] += product
    squares[other] += product * product
  }
}

/// The groups that one is held against.
private struct Others: ~Copyable {
  var chunk: Draws
  var run: Draws
  var seed: Draws

  mutating func draw() {
    chunk.draw()
    run.draw()
    seed.draw()
  }
}

/// One stream and the noise of its latest group.
private struct Draws: ~Copyable {
  private(set) var noise: [Double]
  private let rewards: [Double]
  private var source: NoiseSource
  private var stream: RandomStream

  init(_ plan: IndependentDraws, _ stream: consuming RandomStream) {
    noise = Array(repeating: 0, count: plan.groupSize)
    rewards = noise
    source = NoiseSource(plan.dither, faults: plan.sampling.faults)
    self.stream = stream
  }

  mutating func draw() {
    source.fill(&noise, rewards: rewards, outcomes: [], using: &stream)
  }
}
