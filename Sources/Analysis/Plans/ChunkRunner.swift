import Dispatch
import GSL
import Synchronization

/// Spreads groups over threads and merges what they found in a fixed order.
///
/// The groups are cut into chunks, each with a random stream of its own; chunks run in waves and merge
/// in order after each wave. So results do not depend on the number of threads, and memory does not
/// grow with the number of groups.
struct ChunkRunner: Sendable {
  private let sampling: Sampling
  /// The stream of each chunk.
  private let streams: @Sendable (Int) -> StreamNumber
  private let plantedError: PlantedError?
  private let plan: ChunkPlan

  /// - Parameters:
  ///   - plan: how the groups are cut; nil for the plan of their number.
  ///   - streams: the stream of each chunk.
  init(
    _ sampling: Sampling, plantedError: PlantedError?, plan: ChunkPlan? = nil,
    streams: @escaping @Sendable (_ chunk: Int) -> StreamNumber
  ) {
    self.sampling = sampling
    self.plan = plan ?? ChunkPlan(groups: sampling.groups)
    self.streams = streams
    self.plantedError = plantedError
  }

  typealias Chunk =
    @Sendable (_ blockSizes: [Int], _ stream: inout RandomStream) throws -> [MomentAccumulator]

  func run(
    progress: (Double) -> Void = { _ in }, chunk body: @escaping Chunk
  ) throws -> [MomentAccumulator] {
    var total: [MomentAccumulator] = []
    // Few waves, so that threads seldom wait for each other; what large chunks find takes memory.
    let waveSize = (plan.blocksPerChunk > 32 ? 4 : 16) * sampling.threads
    for start in stride(from: 0, to: plan.count, by: waveSize) {
      let wave = start..<min(start + waveSize, plan.count)
      for part in try runWave(wave, body) {
        if total.isEmpty {
          total = part
        } else {
          for i in part.indices { total[i].merge(part[i]) }
        }
      }
      progress(Double(wave.upperBound) / Double(plan.count))
    }
    return total
  }

  private func runWave(
    _ wave: Range<Int>, _ body: @escaping Chunk
  ) throws -> [[MomentAccumulator]] {
    let results = Mutex<[Result<[MomentAccumulator], any Error>?]>(
      Array(repeating: nil, count: wave.count))
    // A free thread takes the next chunk; where its result goes depends on the number alone.
    let next = Atomic(wave.lowerBound)
    DispatchQueue.concurrentPerform(iterations: min(sampling.threads, wave.count)) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < wave.upperBound else { return }
        let result = Result {
          var stream = sampling.stream(streams(number), plantedError: plantedError)
          return try body(plan.blockSizes(of: number), &stream)
        }
        results.withLock { $0[number - wave.lowerBound] = result }
      }
    }
    // Of several errors that of the first chunk is thrown, whichever thread met its own first.
    return try results.withLock { try $0.map { try $0!.get() } }
  }
}
