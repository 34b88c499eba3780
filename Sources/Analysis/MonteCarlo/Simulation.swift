import Dispatch
public import GSL
import Synchronization

/// A Monte Carlo run: many groups of every prompt of a set, each seen by all settings.
///
/// Work is cut into chunks; chunk c of prompt q draws from the stream `q * 2^40 + c` of the seed and
/// chunks merge in order, so the result depends on the seed and the number of groups, not on the
/// number of threads. Memory does not grow with the number of groups.
public struct Simulation: Sendable {
  /// The prompts.
  public let set: ProblemSet
  /// What is simulated on the same draws; all of one group size.
  public let settings: [Setting]
  /// Paired differences to follow besides.
  public let contrasts: [Contrast]
  /// Simulated groups per prompt.
  public let groups: Int
  /// Seed of all streams.
  public let seed: UInt64
  /// Random generator.
  public let generator: Generator
  /// Threads to use, >= 1; no influence on the result.
  public let threads: Int
  /// A deliberate mistake, for negative controls.
  public let plantedError: PlantedError?

  var groupSize: Int { settings[0].groupSize }

  /// - Throws: `AnalysisError` without settings, with unequal group sizes or fewer than two groups.
  public init(
    _ set: ProblemSet, settings: [Setting], contrasts: [Contrast] = [], groups: Int, seed: UInt64,
    generator: Generator = .philox4x64, threads: Int = 1, plantedError: PlantedError? = nil
  ) throws {
    guard let first = settings.first else { throw AnalysisError("nothing to simulate") }
    guard settings.allSatisfy({ $0.groupSize == first.groupSize }) else {
      throw AnalysisError("settings of one simulation need one group size")
    }
    guard groups >= 2 else { throw AnalysisError("at least 2 groups are needed, got \(groups)") }
    guard threads >= 1 else { throw AnalysisError("at least 1 thread is needed, got \(threads)") }
    self.set = set
    self.settings = settings
    self.contrasts = contrasts
    self.groups = groups
    self.seed = seed
    self.generator = generator
    self.threads = threads
    self.plantedError = plantedError
  }

  /// Runs and returns, for each prompt, the summary of each setting and each contrast.
  ///
  /// - Parameter progress: told the finished share, 0...1, now and then.
  public func run(progress: (Double) -> Void = { _ in }) throws -> [SimulatedPrompt] {
    let chunks = ChunkPlan(groups: groups)
    return try set.problems.indices.map { prompt in
      let done = Double(prompt)
      let accumulators = try simulate(prompt, chunks) {
        progress((done + $0) / Double(set.problems.count))
      }
      return SimulatedPrompt(self, prompt: prompt, accumulators: accumulators)
    }
  }

  /// Waves of a few chunks per thread, merged in order after each wave: constant memory.
  private func simulate(
    _ prompt: Int, _ chunks: ChunkPlan, progress: (Double) -> Void
  ) throws -> [MomentAccumulator] {
    var total: [MomentAccumulator]?
    let waveSize = 4 * threads
    for start in stride(from: 0, to: chunks.count, by: waveSize) {
      let wave = start..<min(start + waveSize, chunks.count)
      for part in try runWave(prompt, chunks, wave) {
        guard total != nil else {
          total = part
          continue
        }
        for i in part.indices { total![i].merge(part[i]) }
      }
      progress(Double(wave.upperBound) / Double(chunks.count))
    }
    return total!
  }

  private func runWave(
    _ prompt: Int, _ chunks: ChunkPlan, _ wave: Range<Int>
  ) throws -> [[MomentAccumulator]] {
    let results = Mutex<[Result<[MomentAccumulator], any Error>?]>(
      Array(repeating: nil, count: wave.count))
    let workers = min(threads, wave.count)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for chunk in stride(from: wave.lowerBound + worker, to: wave.upperBound, by: workers) {
        let result = Result { try runChunk(prompt, chunks, chunk) }
        results.withLock { $0[chunk - wave.lowerBound] = result }
      }
    }
    return try results.withLock { try $0.map { try $0!.get() } }
  }

  private func runChunk(
    _ prompt: Int, _ chunks: ChunkPlan, _ chunk: Int
  ) throws -> [MomentAccumulator] {
    var kernel = try SimulationKernel(self, prompt: prompt)
    let number = UInt64(prompt) << 40 + UInt64(chunk)
    var stream = RandomStream(generator, seed: seed, stream: number)
    for size in chunks.blockSizes(of: chunk) { kernel.runBlock(count: size, using: &stream) }
    return kernel.accumulators
  }
}

/// How the groups of a run are cut into blocks (units of variance estimation) and chunks (units of
/// work): a function of the number of groups alone.
struct ChunkPlan {
  let groups: Int
  let blockSize: Int
  static let blocksPerChunk = 32

  init(groups: Int) {
    self.groups = groups
    blockSize = min(1024, max(1, groups / 4096))
  }

  private var chunkSize: Int { blockSize * Self.blocksPerChunk }
  var count: Int { (groups + chunkSize - 1) / chunkSize }

  func blockSizes(of chunk: Int) -> [Int] {
    let start = chunk * chunkSize
    let end = min(start + chunkSize, groups)
    return stride(from: start, to: end, by: blockSize).map { min(blockSize, end - $0) }
  }
}
