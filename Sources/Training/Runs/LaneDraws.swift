import Analysis
import GRPO
import GSL

/// The random numbers of one step of some runs, drawn once for all recipes of a comparison: in each
/// lane those that ``RunStreams`` gives the run.
struct LaneDraws: ~Copyable {
  /// What the noise of a recipe is drawn from: recipes alike in this see the same numbers.
  struct Kind: Hashable {
    let dither: Dither
    let groupSize: Int
  }

  /// Uniform variates by completion, over the groups of a step.
  let uniforms: Buffer<RunLanes>
  private let kinds: [Kind]
  /// By completion, kind after kind: noise of variance 1.
  private let noises: Buffer<RunLanes>
  /// By kind: where its noise begins.
  private let starts: [Int]
  /// By kind: whether it is one normal variate after another, whatever the groups.
  private let isNormal: [Bool]
  private let groupCount: Int
  /// Of the first step: its number is what that of a step begins with, and steps count on from 0.
  private let completionStreams: SIMD16<UInt64>
  private let noiseStreams: SIMD16<UInt64>
  private var lanes: StreamLanes
  private var noise: RandomStream
  private var groups: [[Double]]

  /// - Parameters:
  ///   - runs: the numbers of the runs, one for each lane.
  ///   - slots: the most completions that a recipe has in a step.
  init(_ sampling: Sampling, runs: [Int], slots: Int, kinds: [Kind], groupCount: Int) {
    self.kinds = kinds
    self.groupCount = groupCount
    completionStreams = SIMD16(runs.map { StreamNumber.completions(run: $0, step: 0).value })
    noiseStreams = SIMD16(runs.map { StreamNumber.noise(run: $0, step: 0).value })
    uniforms = Buffer(repeating: .zero, count: slots)
    var starts = [0]
    for kind in kinds { starts.append(starts.last! + groupCount * kind.groupSize) }
    self.starts = starts
    noises = Buffer(repeating: .zero, count: starts.last!)
    isNormal = kinds.map(\.dither).map {
      $0.family == .gaussian && $0.components.count == 1 && $0.correlation == 0
    }
    groups = kinds.map { Array(repeating: 0, count: $0.groupSize) }
    lanes = StreamLanes(sampling.generator, seed: sampling.seed)
    noise = RandomStream(sampling.generator, seed: sampling.seed)
  }

  /// Draws for a step, below 2^32.
  mutating func move(to step: Int) {
    precondition(step >> 32 == 0, "steps have streams below 2^32")
    let number = UInt64(step)
    lanes.fillUniform(
      uniforms.pointer(length: uniforms.count), count: uniforms.count,
      streams: completionStreams &+ number)
    guard !kinds.isEmpty else { return }
    let streams = noiseStreams &+ number
    for kind in kinds.indices {
      let count = starts[kind + 1] - starts[kind]
      if isNormal[kind] {
        lanes.fillGaussian(
          noises.pointer(at: starts[kind], length: count), count: count, streams: streams)
      } else {
        for lane in streams.indices { draw(kind, lane, streams[lane]) }
      }
    }
  }

  /// The noise of a kind, by completion.
  func noise(_ kind: Int) -> UnsafePointer<RunLanes> {
    UnsafePointer(noises.pointer(at: starts[kind], length: starts[kind + 1] - starts[kind]))
  }

  /// Writes a run's noise into its lane.
  private mutating func draw(_ kind: Int, _ lane: Int, _ stream: UInt64) {
    noise.restart(stream: stream)
    let (size, width) = (kinds[kind].groupSize, RunLanes.scalarCount)
    let vectors = noises.pointer(at: starts[kind], length: groupCount * size)
    let places = UnsafeMutableRawPointer(vectors).assumingMemoryBound(to: Double.self)
    for group in 0..<groupCount {
      kinds[kind].dither.fill(&groups[kind], using: &noise)
      for i in 0..<size { places[(group * size + i) * width + lane] = groups[kind][i] }
    }
  }
}
