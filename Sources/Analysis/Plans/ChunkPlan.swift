/// How the groups of a run are cut into blocks (units of variance estimation) and chunks (units of
/// work): a function of the number of groups and of the size of a sample alone.
///
/// At least 256 blocks give the variance to 9%, a standard error to 4.4%; 4096 when they come cheap, when the D^2 sums
/// of a block are about as many as those of its groups. Large samples have large chunks, whose buffers
/// must be made and merged.
///
/// Chunks are added up as a ``SumTree``: 256 make a lot, 8.4 million groups where there are so many, 256 lots a lot of
/// lots. So what contiguous chunks come to elsewhere can be merged to the bits of one run.
struct ChunkPlan {
  let groups: Int
  let blockSize: Int
  let blocksPerChunk: Int
  /// Chunks of a lot, lots of a lot of lots: at least 2.
  let lotSize: Int

  static let usualLotSize = 256

  /// - Parameter dimension: numbers of a sample whose covariance is wanted.
  init(groups: Int, dimension: Int = 1, lotSize: Int = usualLotSize) {
    let cheap = min(dimension / 8, groups / 256)
    self.init(
      groups: groups, blockSize: min(1024, max(1, groups / 4096, cheap)),
      blocksPerChunk: dimension > 64 ? 128 : 32, lotSize: lotSize)
  }

  init(groups: Int, blockSize: Int, blocksPerChunk: Int, lotSize: Int = usualLotSize) {
    self.groups = groups
    self.blockSize = blockSize
    self.blocksPerChunk = blocksPerChunk
    self.lotSize = lotSize
  }

  private var chunkSize: Int { blockSize * blocksPerChunk }
  var count: Int { (groups + chunkSize - 1) / chunkSize }

  func blockSizes(of chunk: Int) -> [Int] {
    let start = chunk * chunkSize
    let end = min(start + chunkSize, groups)
    return stride(from: start, to: end, by: blockSize).map { min(blockSize, end - $0) }
  }

  var lots: Int { (count + lotSize - 1) / lotSize }

  func chunks(of lots: Range<Int>) -> Range<Int> {
    min(lots.lowerBound * lotSize, count)..<min(lots.upperBound * lotSize, count)
  }

  func groups(of chunks: Range<Int>) -> Int {
    min(chunks.upperBound * chunkSize, groups) - min(chunks.lowerBound * chunkSize, groups)
  }

  /// The fewest chunks, lots, lots of lots that hold exactly these chunks, in order; of all chunks one.
  func nodes(of chunks: Range<Int>) -> [Range<Int>] {
    var nodes: [Range<Int>] = []
    var start = chunks.lowerBound
    while start < chunks.upperBound {
      var width = 1
      while width < chunks.upperBound - start, start % (width * lotSize) == 0,
        // The last of the plan need not be full.
        min(start + width * lotSize, count) <= chunks.upperBound
      { width *= lotSize }
      nodes.append(start..<min(start + width, count))
      start = nodes[nodes.count - 1].upperBound
    }
    return nodes
  }

  /// 0 of a chunk, 1 of a lot, 2 of a lot of lots; nil where these chunks are none of them.
  func level(of node: Range<Int>) -> Int? {
    var (level, width) = (0, 1)
    while width < node.count {
      width *= lotSize
      level += 1
    }
    let isAligned = !node.isEmpty && node.lowerBound % width == 0
    return isAligned && node.upperBound == min(node.lowerBound + width, count) ? level : nil
  }
}
