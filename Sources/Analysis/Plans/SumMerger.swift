/// Adds up the sums of parts in order, one in memory at a time, to the bits of one run.
struct SumMerger {
  private let plan: ChunkPlan
  private let chunks: Range<Int>
  private let dimensions: [Int]?
  private var tree: SumTree
  private var end: Int
  private var shapes: [MomentAccumulator.Shape]?

  /// - Parameters:
  ///   - chunks: that the parts are of, a node of the plan's tree; nil for all.
  ///   - dimensions: of the sums, by setting; nil for those of the first part.
  init(_ plan: ChunkPlan, chunks: Range<Int>? = nil, dimensions: [Int]? = nil) {
    self.plan = plan
    self.chunks = chunks ?? 0..<plan.count
    self.dimensions = dimensions
    tree = SumTree(plan.shape)
    end = self.chunks.lowerBound
  }

  /// Whether all parts were added.
  var isComplete: Bool { end == chunks.upperBound }

  /// Adds the part that follows on those before.
  ///
  /// - Throws: `AnalysisError` where it does not, is no node of the tree, or of other groups or settings.
  mutating func add(_ part: PartialSums) throws {
    guard part.chunks.lowerBound == end, part.chunks.upperBound <= chunks.upperBound else {
      throw AnalysisError("sums of \(words(part.chunks)) do not follow on \(end) chunks")
    }
    guard let level = plan.level(of: part.chunks) else {
      throw AnalysisError("sums of \(words(part.chunks)), of which the plan makes no lot")
    }
    let found = part.sums.map(\.shape)
    guard !found.isEmpty, found == shapes ?? found,
      dimensions == nil || found.map(\.dimension) == dimensions
    else {
      throw AnalysisError("sums of \(words(part.chunks)) are of other settings than those before")
    }
    let (groups, blocks) = (plan.groups(of: part.chunks), plan.blocks(of: part.chunks))
    if let other = part.sums.first(where: { $0.sampleCount != groups || $0.blockCount != blocks }) {
      throw AnalysisError(
        "sums of \(words(part.chunks)) are of \(other.sampleCount) groups in \(other.blockCount) "
          + "blocks, not of \(groups) in \(blocks)")
    }
    tree.add(part.sums, level: level)
    (end, shapes) = (part.chunks.upperBound, found)
  }

  /// The sums of all parts; nothing can be added afterwards.
  ///
  /// - Throws: `AnalysisError` where some are missing.
  mutating func finish() throws -> [MomentAccumulator] {
    guard isComplete else {
      throw AnalysisError("sums of \(words(end..<chunks.upperBound)) are missing")
    }
    return tree.close()
  }

  /// People count chunks from 1.
  private func words(_ chunks: Range<Int>) -> String {
    "chunks \(chunks.lowerBound + 1)...\(chunks.upperBound) of \(plan.count)"
  }
}

extension MomentAccumulator {
  /// What two must have in common to be merged.
  fileprivate struct Shape: Hashable {
    let dimension: Int
    let squares: Int
  }

  fileprivate var shape: Shape { Shape(dimension: dimension, squares: squares.count) }
}

extension ChunkPlan {
  /// The sums of all chunks, bit for bit as one run adds them up, from those of parts in order.
  ///
  /// - Throws: `AnalysisError` as ``SumMerger``.
  func merged(_ parts: some Sequence<PartialSums>) throws -> [MomentAccumulator] {
    var merger = SumMerger(self)
    for part in parts { try merger.add(part) }
    return try merger.finish()
  }

  /// The sums of contiguous chunks in the fewest nodes of the tree.
  ///
  /// - Throws: `AnalysisError` as ``SumMerger``.
  func folded(_ parts: [PartialSums]) throws -> [PartialSums] {
    guard let first = parts.first?.chunks.lowerBound, let end = parts.last?.chunks.upperBound,
      first < end, end <= count
    else {
      if parts.isEmpty { return [] }
      throw AnalysisError("sums of chunks that are not in order")
    }
    var rest = parts[...]
    let folded = try nodes(of: first..<end).map { node in
      var merger = SumMerger(self, chunks: node)
      while !merger.isComplete, let part = rest.popFirst() { try merger.add(part) }
      return PartialSums(chunks: node, sums: try merger.finish())
    }
    guard rest.isEmpty else { throw AnalysisError("sums of chunks that are there twice") }
    return folded
  }
}
