/// What contiguous chunks of a plan come to: a chunk, a lot, a lot of lots, or all.
package struct PartialSums: Sendable {
  /// Their numbers.
  package let chunks: Range<Int>
  let sums: [MomentAccumulator]
}

extension ChunkPlan {
  /// The sums of all chunks, bit for bit as one run adds them up, from those of parts in order; one part in memory at a
  /// time.
  ///
  /// - Throws: `AnalysisError` where a part is missing, there twice, out of order, no node of the tree, or of
  ///   other groups or settings.
  func merged(_ parts: some Sequence<PartialSums>) throws -> [MomentAccumulator] {
    var tree = SumTree(radix: lotSize)
    var end = 0
    var dimensions: [Int]?
    for part in parts {
      guard part.chunks.lowerBound == end else {
        throw AnalysisError("sums of \(words(part.chunks)) do not follow on \(end) chunks")
      }
      guard let level = level(of: part.chunks) else {
        throw AnalysisError("sums of \(words(part.chunks)), of which the plan makes no lot")
      }
      let found = part.sums.map(\.dimension)
      guard found == dimensions ?? found, !found.isEmpty else {
        throw AnalysisError("sums of \(words(part.chunks)) are of other settings than those before")
      }
      let expected = groups(of: part.chunks)
      if let other = part.sums.first(where: { $0.sampleCount != expected }) {
        throw AnalysisError(
          "sums of \(words(part.chunks)) are of \(other.sampleCount) groups, not of \(expected)")
      }
      tree.add(part.sums, level: level)
      (end, dimensions) = (part.chunks.upperBound, found)
    }
    guard end == count else {
      throw AnalysisError("sums of \(words(end..<count)) are missing")
    }
    return tree.close()
  }

  /// People count chunks from 1.
  private func words(_ chunks: Range<Int>) -> String {
    "chunks \(chunks.lowerBound + 1)...\(chunks.upperBound) of \(count)"
  }
}
