import GSL

/// Spreads groups over threads and merges what they found in a fixed order.
///
/// The groups are cut into chunks, each with a random stream of its own; chunks run in waves and merge
/// in order after each wave, as a ``SumTree``. So results do not depend on the number of threads, and memory does not
/// grow with the number of groups.
struct ChunkRunner: Sendable {
  private let sampling: Sampling
  /// The stream of each chunk.
  private let streams: @Sendable (Int) -> StreamNumber
  let plan: ChunkPlan

  /// - Parameters:
  ///   - plan: how the groups are cut; nil for the plan of their number.
  ///   - streams: the stream of each chunk.
  init(
    _ sampling: Sampling, plan: ChunkPlan? = nil,
    streams: @escaping @Sendable (_ chunk: Int) -> StreamNumber
  ) {
    self.sampling = sampling
    self.plan = plan ?? ChunkPlan(groups: sampling.groups)
    self.streams = streams
  }

  /// What the blocks of one chunk come to, drawn from its stream.
  typealias Chunk =
    (_ blockSizes: [Int], _ stream: inout RandomStream) throws -> [MomentAccumulator]

  /// - Parameter chunk: keeps nothing from chunk to chunk.
  func run(
    progress: (Double) -> Void = { _ in },
    chunk:
      @escaping @Sendable (_ blockSizes: [Int], _ stream: inout RandomStream) throws ->
      [MomentAccumulator]
  ) throws -> [MomentAccumulator] {
    try run(progress: progress, makeWorker: { chunk })
  }

  /// - Parameter makeWorker: makes what a thread does its chunks with, one after another; what a chunk comes
  ///   to must not depend on those before.
  func run(
    progress: (Double) -> Void = { _ in }, makeWorker: @Sendable () throws -> Chunk
  ) throws -> [MomentAccumulator] {
    var merger = SumMerger(plan)
    try run(lots: 0..<plan.lots, progress: progress, makeWorker: makeWorker) { try merger.add($0) }
    return try merger.finish()
  }

  /// Hands over what each of some lots comes to, in order, as soon as it and those before are there.
  ///
  /// - Parameter take: called on the thread that called this.
  func run(
    lots: Range<Int>, progress: (Double) -> Void = { _ in },
    makeWorker: @Sendable () throws -> Chunk, take: (PartialSums) throws -> Void
  ) throws {
    let chunks = plan.chunks(of: lots)
    var tree = SumTree(plan.shape)
    var (start, end) = (chunks.lowerBound, chunks.lowerBound)
    // Few waves, so that threads seldom wait for each other; what large chunks find takes memory.
    let map = ParallelMap(
      threads: sampling.threads, piecesPerWave: plan.piecesPerWave)
    try map.forEachWave(
      chunks, progress: progress,
      makeWorker: {
        let work = try makeWorker()
        return { number in
          var stream = sampling.stream(streams(number))
          return try work(plan.blockSizes(of: number), &stream)
        }
      },
      body: { wave in
        for part in wave {
          tree.add(part)
          end += 1
          guard end % plan.shape.lotSize == 0 || end == chunks.upperBound else { continue }
          try take(PartialSums(chunks: start..<end, sums: tree.close()))
          start = end
        }
      })
  }
}
