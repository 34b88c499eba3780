/// How the groups of a run are cut into blocks (units of variance estimation) and chunks (units of
/// work): a function of the number of groups and of the size of a sample alone.
///
/// The D^2 sums of a block cost as much as several groups: there are 500 blocks or a few more, which give the variance
/// to 6%, a standard error to 3%, and from half a million groups on as many as blocks of 1024 make. At least 256 (9%,
/// 4.4%) where a sample is large, and one group each where there are fewer than 1,000. Large samples have large chunks,
/// whose buffers must be made and merged.
///
/// Chunks are added up as a ``SumTree``: 256 make a lot, 8.4 million groups where there are so many, 16 lots a lot of
/// lots, 16 of those one of the next level. So what contiguous chunks come to elsewhere can be merged to the bits of one
/// run.
struct ChunkPlan {
  let groups: Int
  let blockSize: Int
  let blocksPerChunk: Int
  /// Chunks that are held by a thread before they are merged.
  let piecesPerWave: Int
  /// How chunks are added up.
  let shape: TreeShape

  /// - Parameter dimension: numbers of a sample whose covariance is wanted.
  init(groups: Int, dimension: Int = 1, shape: TreeShape = .usual) {
    let cheap = min(dimension / 8, groups / 256)
    var blockSize = min(1024, max(1, groups / 4096, cheap))
    let isLarge = dimension > 64
    var blocksPerChunk = isLarge ? 128 : 32
    // Twice as large, half as many a chunk: what a chunk draws from its stream stays.
    while blockSize <= 512, groups / (2 * blockSize) >= Self.fewestBlocks {
      (blockSize, blocksPerChunk) = (2 * blockSize, blocksPerChunk / 2)
    }
    self.init(
      groups: groups, blockSize: blockSize, blocksPerChunk: blocksPerChunk,
      piecesPerWave: isLarge ? 4 : 16, shape: shape)
  }

  /// That a block is made larger for.
  private static let fewestBlocks = 500

  init(
    groups: Int, blockSize: Int, blocksPerChunk: Int, piecesPerWave: Int = 16,
    shape: TreeShape = .usual
  ) {
    self.piecesPerWave = piecesPerWave
    self.groups = groups
    self.blockSize = blockSize
    self.blocksPerChunk = blocksPerChunk
    self.shape = shape
  }

  private var chunkSize: Int { blockSize * blocksPerChunk }
  var count: Int { (groups + chunkSize - 1) / chunkSize }

  func blockSizes(of chunk: Int) -> [Int] {
    let start = chunk * chunkSize
    let end = min(start + chunkSize, groups)
    return stride(from: start, to: end, by: blockSize).map { min(blockSize, end - $0) }
  }

  var lots: Int { (count + shape.lotSize - 1) / shape.lotSize }

  /// Groups of a lot, but for the last.
  var lotGroups: Int { min(groups, shape.lotSize * chunkSize) }

  func chunks(of lots: Range<Int>) -> Range<Int> {
    min(lots.lowerBound * shape.lotSize, count)..<min(lots.upperBound * shape.lotSize, count)
  }

  /// The lots that hold exactly these chunks; nil where there are none.
  func lots(of chunks: Range<Int>) -> Range<Int>? {
    let first = chunks.lowerBound / shape.lotSize
    let lots = first..<max(first, (chunks.upperBound + shape.lotSize - 1) / shape.lotSize)
    return self.chunks(of: lots) == chunks ? lots : nil
  }

  func groups(of chunks: Range<Int>) -> Int {
    min(chunks.upperBound * chunkSize, groups) - min(chunks.lowerBound * chunkSize, groups)
  }

  func blocks(of chunks: Range<Int>) -> Int {
    // Chunks but the last are whole blocks.
    (groups(of: chunks) + blockSize - 1) / blockSize
  }

  /// The fewest chunks, lots, lots of lots that hold exactly these chunks, in order; of all chunks one.
  func nodes(of chunks: Range<Int>) -> [Range<Int>] {
    var nodes: [Range<Int>] = []
    var start = chunks.lowerBound
    while start < chunks.upperBound {
      var (width, level) = (1, 0)
      while width < chunks.upperBound - start {
        let wider = width * shape.size(above: level)
        // The last of the plan need not be full.
        guard start % wider == 0, min(start + wider, count) <= chunks.upperBound else { break }
        (width, level) = (wider, level + 1)
      }
      nodes.append(start..<min(start + width, count))
      start = nodes[nodes.count - 1].upperBound
    }
    return nodes
  }

  /// 0 of a chunk, 1 of a lot, 2 of a lot of lots; nil where these chunks are none of them.
  func level(of node: Range<Int>) -> Int? {
    var (level, width) = (0, 1)
    while width < node.count {
      width *= shape.size(above: level)
      level += 1
    }
    let isAligned = !node.isEmpty && node.lowerBound % width == 0
    return isAligned && node.upperBound == min(node.lowerBound + width, count) ? level : nil
  }
}
