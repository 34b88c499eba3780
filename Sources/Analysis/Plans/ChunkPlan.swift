/// How the groups of a run are cut into blocks (units of variance estimation) and chunks (units of
/// work): a function of the number of groups and of the size of a sample alone.
///
/// At least 256 blocks give the variance to 9%, a standard error to 4.4%; 4096 when they come cheap, when the D^2 sums
/// of a block are about as many as those of its groups. Large samples have large chunks, whose buffers
/// must be made and merged.
struct ChunkPlan {
  let groups: Int
  let blockSize: Int
  let blocksPerChunk: Int

  /// - Parameter dimension: numbers of a sample whose covariance is wanted.
  init(groups: Int, dimension: Int = 1) {
    let cheap = min(dimension / 8, groups / 256)
    self.init(
      groups: groups, blockSize: min(1024, max(1, groups / 4096, cheap)),
      blocksPerChunk: dimension > 64 ? 128 : 32)
  }

  init(groups: Int, blockSize: Int, blocksPerChunk: Int) {
    self.groups = groups
    self.blockSize = blockSize
    self.blocksPerChunk = blocksPerChunk
  }

  private var chunkSize: Int { blockSize * blocksPerChunk }
  var count: Int { (groups + chunkSize - 1) / chunkSize }

  func blockSizes(of chunk: Int) -> [Int] {
    let start = chunk * chunkSize
    let end = min(start + chunkSize, groups)
    return stride(from: start, to: end, by: blockSize).map { min(blockSize, end - $0) }
  }
}
