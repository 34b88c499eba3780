import Analysis
import GRPO
import GSL

/// The random numbers of one step of eight runs, drawn once for all recipes of a comparison: in each
/// lane those that ``RunStreams`` gives the run.
struct LaneDraws: ~Copyable {
  /// What the noise of a recipe is drawn from: recipes alike in this see the same numbers.
  struct Kind: Hashable {
    let dither: Dither
    let groupSize: Int
  }

  /// Uniform variates by completion, over the groups of a step.
  private(set) var uniforms: [RunLanes]
  /// By kind, then completion: noise of variance 1.
  private(set) var noises: [[RunLanes]]
  private let kinds: [Kind]
  private let groupCount: Int
  private let runs: [Int]
  private var completions: RandomStream
  private var noise: RandomStream
  private var row: [Double]
  private var groups: [[Double]]

  /// - Parameters:
  ///   - runs: the numbers of eight runs.
  ///   - slots: the most completions that a recipe has in a step.
  init(_ sampling: Sampling, runs: [Int], slots: Int, kinds: [Kind], groupCount: Int) {
    self.kinds = kinds
    self.groupCount = groupCount
    self.runs = runs
    uniforms = Array(repeating: .zero, count: slots)
    noises = kinds.map { Array(repeating: .zero, count: groupCount * $0.groupSize) }
    groups = kinds.map { Array(repeating: 0, count: $0.groupSize) }
    row = Array(repeating: 0, count: slots)
    completions = RandomStream(sampling.generator, seed: sampling.seed)
    noise = RandomStream(sampling.generator, seed: sampling.seed)
  }

  /// Draws for a step, below 2^32.
  mutating func move(to step: Int) {
    for lane in runs.indices {
      let run = runs[lane]
      completions.restart(stream: StreamNumber.completions(run: run, step: step).value)
      completions.fillUniform(&row)
      Self.spread(row, &uniforms, from: 0, lane)
      for kind in kinds.indices {
        noise.restart(stream: StreamNumber.noise(run: run, step: step).value)
        let size = kinds[kind].groupSize
        for group in 0..<groupCount {
          kinds[kind].dither.fill(&groups[kind], using: &noise)
          Self.spread(groups[kind], &noises[kind], from: group * size, lane)
        }
      }
    }
  }

  /// Writes a run's numbers into its lane.
  private static func spread(
    _ numbers: [Double], _ lanes: inout [RunLanes], from first: Int, _ lane: Int
  ) {
    precondition(first + numbers.count <= lanes.count, "a place for each number")
    lanes.withUnsafeMutableBytes { bytes in
      let places = bytes.assumingMemoryBound(to: Double.self).baseAddress!
      let start = places + first * RunLanes.scalarCount + lane
      for i in numbers.indices { start[i * RunLanes.scalarCount] = numbers[i] }
    }
  }
}
